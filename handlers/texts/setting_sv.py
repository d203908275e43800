"""Inställningar på svenska."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from handlers.texts.setting_words import ChannelForm, DigestOffer, HomePlaces, LastAsked, OwnHours, Settings
from handlers.texts.swedish import WEEKDAYS, dated, day_and_month, in_words, listed
from knowledge.domain.policy import Wrong

COUNTRIES = {
    "SE": "Sverige",
    "NO": "Norge",
    "DK": "Danmark",
    "FI": "Finland",
    "IS": "Island",
    "AT": "Österrike",
    "AU": "Australien",
    "BE": "Belgien",
    "CA": "Kanada",
    "CH": "Schweiz",
    "CZ": "Tjeckien",
    "DE": "Tyskland",
    "EE": "Estland",
    "ES": "Spanien",
    "FR": "Frankrike",
    "GB": "Storbritannien",
    "IE": "Irland",
    "IN": "Indien",
    "IT": "Italien",
    "JP": "Japan",
    "LT": "Litauen",
    "LV": "Lettland",
    "NL": "Nederländerna",
    "PL": "Polen",
    "PT": "Portugal",
    "RO": "Rumänien",
    "UA": "Ukraina",
    "US": "USA",
}


def _at(at: time) -> str:
    return f"kl. {at:%H}" if at.minute == 0 else f"kl. {at:%H:%M}"


def _minutes(minutes: int) -> str:
    if minutes == 480:
        return "En arbetsdag"
    if minutes % 60:
        return f"{minutes} minuter"
    return "1 timme" if minutes == 60 else f"{minutes // 60} timmar"


def _months(months: int) -> str:
    if months % 12 or months == 12:
        return f"{months} månader"
    return f"{in_words(months // 12).capitalize()} år"


def _days(days: Sequence[int]) -> str:
    names = [WEEKDAYS[day] for day in sorted(set(days))]
    if len(names) > 2 and sorted(set(days)) == list(range(min(days), max(days) + 1)):
        return f"{names[0]} till {names[-1]}"
    return listed(names)


def _stewards(names: Sequence[str]) -> str:
    return f"{'Kanalvärd' if len(names) == 1 else 'Kanalvärdar'}: {listed(names)}." if names else "Kanalen har ingen kanalvärd."


def _asks(a_week: int, at_once: int) -> str:
    if a_week == 0:
        return "Jag frågar dig inte om något."
    most = "Högst en fråga i veckan" if a_week == 1 else f"Högst {in_words(a_week)} frågor i veckan, {in_words(at_once)} i taget"
    return f"{most}, och bara om ämnen som du har sagt ja till."


def _load(asked: int) -> str:
    return (
        f"De senaste sju dagarna har jag frågat dig {'en gång' if asked == 1 else f'{in_words(asked)} gånger'}. Det är bara du som ser det."
    )


SETTINGS_SV = Settings(
    channel=ChannelForm(
        title="Kanalens inställningar",
        save="Spara",
        go_on="Fortsätt",
        which_channel="Vilken kanal gäller det?",
        choose="Välj en kanal",
        not_all_shown="Här står de hundra första. Gäller det en annan kanal, skriv /kollega inställningar där.",
        nothing_to_change="Du är inte kanalvärd i någon kanal. Vill du se vad som gäller i en kanal? Skriv `/kollega inställningar` där.",
        not_started="Jag är inte startad i den här kanalen, så här finns inget att ställa in än.",
        stewards=_stewards,
        read_only="Det är kanalvärdarna som kan ändra det här.",
        changed=lambda name, at: f"Senast ändrat {dated(at)} av {name}." if name else f"Senast ändrat {dated(at)}.",
        usual=lambda words: f"{words} (standard)",
        usual_hint=lambda words: f"Standard är {words}.",
        suggestions="Tidigare svar",
        suggestions_on="Visa dem för den som frågar, och bara för den",
        suggestions_off="Visa dem inte",
        unanswered="När ingen svarar",
        routing="Kunniga kollegor",
        routing_on="Fråga någon som har sagt ja till att bli frågad",
        routing_off="Fråga ingen",
        patience="Så länge väntar jag på svar i kanalen",
        patience_hint="Räknat i kanalens arbetstid.",
        expert_patience="Så länge väntar jag på en kunnig kollega, innan jag frågar nästa",
        most_experts="Så många frågar jag som mest",
        last="Om inte heller de svarar",
        last_kinds={"nobody": "Fråga ingen mer", "person": "Fråga en person", "channel": "Fråga i en kanal", "group": "Fråga en grupp"},
        last_which={"person": "Vem?", "channel": "Vilken kanal?", "group": "Vilken grupp?"},
        last_hints={
            "person": "Personen blir tillfrågad först och måste säga ja.",
            "channel": "Jag måste vara med där, och alla där måste få läsa den här kanalen.",
            "group": "Bara de i gruppen som får läsa den här kanalen får frågan.",
        },
        no_groups="Jag ser inga grupper hos er. Antingen finns det inga, eller så får jag inte läsa dem (`usergroups:read`).",
        digest="Veckobrev",
        digest_wanted="Ska kanalen få ett veckobrev?",
        digest_on="Ja, varje vecka",
        digest_off="Nej",
        digest_day="Dag",
        digest_time="Klockslag",
        zone="Tidszon",
        hours="Arbetstid",
        days="Arbetsdagar",
        start="Från",
        end="Till",
        holidays="Helgdagar",
        no_holidays="Inga helgdagar",
        countries=COUNTRIES,
        keeping="Hur länge jag sparar",
        keep_unanswered="Frågor som ingen har svarat på",
        keep_confirmed="Svar, räknat från när någon senast bekräftade dem",
    ),
    offer=DigestOffer(
        question="Vill ni ha ett veckobrev på måndagar kl. 09? Där samlar jag det som löstes under veckan och det som väntar på svar. "
        "Bara du ser den här frågan.",
        yes="Ja, gärna",
        settings="Inställningar",
        thanks="Fint. Veckobrevet kommer på måndagar kl. 09, de veckor när det finns något att berätta.",
    ),
    role=LastAsked(
        question=lambda by, channel: (
            f"{by} undrar om du vill vara den som jag frågar sist i {channel}, när ingen annan har svarat. "
            "Du kan sluta när som helst, på min egen sida under *Home*."
        ),
        yes="Ja, gärna",
        no="Nej tack",
        said_yes=lambda channel: f"Tack. När ingen annan har svarat i {channel} frågar jag dig.",
        said_no=lambda channel: f"Då vet jag. I {channel} frågar jag inte dig.",
        agreed=lambda name: f"{name} har sagt ja till att bli frågad sist.",
        not_yet=lambda name: f"{name} har inte sagt ja än. Till dess frågar jag ingen sist.",
    ),
    own=OwnHours(
        heading="När jag får fråga dig",
        hours=lambda days, start, end, zone: f"{days.capitalize()}, {_at(start)}–{_at(end).removeprefix('kl. ')} ({zone}).",
        asks=_asks,
        away=lambda last, back: f"Du är borta till och med {day_and_month(last)}. Från {day_and_month(back)} kan jag fråga dig igen.",
        last_in=lambda channels: f"När ingen annan har svarat i {listed(channels)} frågar jag dig.",
        last_in_form="Här frågar jag dig när ingen annan har svarat",
        load=_load,
        change="Ändra",
        quiet_heading="När jag skriver till dig",
        quiet_week="Tysta mig en vecka",
        quiet="Tysta mig tills vidare",
        quiet_why="Tystar du mig skriver jag inget till dig som du inte har bett om. Förslag hittar du under Mina frågor.",
        is_quiet=lambda until: (
            f"Jag är tyst till {dated(until)} och skriver inget till dig som du inte har bett om."
            if until
            else "Jag är tyst och skriver inget till dig som du inte har bett om, tills du säger till."
        ),
        speak_again="Hör av dig igen",
        form_title="När jag får fråga dig",
        form_why="Jag frågar bara den som har sagt ja till ett ämne, en i taget och på arbetstid.",
        asks_a_week="Frågor i veckan, som mest",
        open_asks="Frågor som får vänta på dig samtidigt",
        away_until="Borta till och med",
        away_hint="Lämna tomt om du är på plats.",
    ),
    home=HomePlaces(
        topics="Dina ämnen",
        topics_how=lambda topic: f"`/kollega ämnen` visar vad mer som finns. `/kollega ämnen -{topic}` tar bort.",
        topics_none="Du har inte sagt ja till att bli frågad om något. Vill du hjälpa till? `/kollega ämnen` visar vad som finns.",
        digests="Veckobrev",
        digest_in=lambda channel, day, at: f"#{channel}, {WEEKDAYS[day]}ar {_at(at)}",
        no_digests="Ingen av dina kanaler har veckobrev än.",
        more_digests=lambda count: f"och {count} till",
        channel_settings="Kanalinställningar",
    ),
    minutes=_minutes,
    months=_months,
    count=lambda count: in_words(count).capitalize(),
    weekdays=WEEKDAYS,
    days=_days,
    at=_at,
    wrong={
        Wrong.NOT_OFFERED: "Det går inte att välja. Ta något av det som erbjuds.",
        Wrong.NO_DAYS: "Välj minst en dag.",
        Wrong.NO_HOURS: "Arbetstiden börjar och slutar på samma klockslag. Ändra det ena.",
        Wrong.UNKNOWN_ZONE: "Den tidszonen känner jag inte till.",
        Wrong.UNKNOWN_COUNTRY: "Det landets helgdagar känner jag inte till.",
        Wrong.NOBODY_CHOSEN: "Välj vem eller var, eller välj att ingen mer ska frågas.",
        Wrong.NOT_A_COLLEAGUE: "Välj en kollega som får läsa den här kanalen.",
        Wrong.NOT_IN_CHANNEL: "Jag är inte med i den kanalen. Bjud in mig där först.",
        Wrong.NOT_FOR_EVERYBODY: "Alla där får inte läsa den här kanalen. Välj en annan.",
        Wrong.IN_THE_PAST: "Den dagen har redan varit.",
    },
)
