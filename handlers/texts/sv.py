"""Kollega på svenska."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from handlers.texts.setting_sv import SETTINGS_SV
from handlers.texts.words import (
    Asks,
    Badges,
    Digest,
    Home,
    Introduction,
    Marking,
    Refusals,
    Search,
    Suggestion,
    Texts,
    TopicTexts,
    Trouble,
    YourData,
)

_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december")
_NUMBERS = ("inga", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")

_SECRETS = {
    "access key": "en åtkomstnyckel",
    "access token": "en åtkomstnyckel",
    "account number": "ett kontonummer",
    "api key": "en API-nyckel",
    "card number": "ett kortnummer",
    "client secret": "en klienthemlighet",
    "password": "ett lösenord",
    "personal identity number": "ett personnummer",
    "private key": "en privat nyckel",
    "webhook": "en hemlig webhook-adress",
}


def _day(at: datetime) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def _weekday_day(at: datetime) -> str:
    return f"{_WEEKDAYS[at.weekday()]} {_day(at)}"


def _genitive(name: str) -> str:
    return name if name.casefold().endswith(("s", "x", "z")) else f"{name}s"


def _listed(words: Sequence[str]) -> str:
    return " och ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _number(number: int) -> str:
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def _count(number: int, one: str, many: str, *, neuter: bool = False) -> str:
    if number == 1:
        return f"{'ett' if neuter else 'en'} {one}"
    return f"{_number(number)} {many}"


def _where(channel: str, at: datetime) -> str:
    return f"#{channel}, {_day(at)}" if channel else _day(at)


def _accepted(names: Sequence[str]) -> str:
    return f"löste det för {_listed(names) or 'den som frågade'}"


def _endorsed(names: Sequence[str]) -> str:
    return f"{_listed(names) or 'en kunnig kollega'} går i god för svaret"


def _said_thanks(names: Sequence[str]) -> str:
    return f"{_listed(names) or 'den som frågade'} tackade för svaret"


def _started(channel: str, by: str) -> str:
    return f"*{by} har startat mig i #{channel}.*" if channel else f"*{by} har startat mig här.*"


def _masked(kinds: Sequence[str]) -> str:
    found = _listed(list(dict.fromkeys(_SECRETS.get(kind, "något hemligt") for kind in kinds))) or "något hemligt"
    return (
        f"Ditt meddelande verkar innehålla {found}. Jag har strukit det hos mig innan något sparades, men i Slack står det kvar. "
        "Ta bort det där, och byt ut det om fler kan ha sett det. Det är bara du som ser den här raden."
    )


def _weeks(numbers: Sequence[int], first: date, last: date) -> str:
    month = "" if first.month == last.month else f" {_MONTHS[first.month - 1]}"
    days = f"{first.day}{month}–{last.day} {_MONTHS[last.month - 1]}"
    return f"vecka {numbers[0]}–{numbers[-1]}, {days}" if len(numbers) > 1 else f"vecka {numbers[0]}, {days}"


def _helped(name: str, others: int) -> str:
    if not name:
        return f"Hjälpte {_count(others, 'kollega', 'kollegor')}."
    return f"Hjälpte {name} och {_number(others)} till." if others else f"Hjälpte {name}."


def _since(then: datetime, at: datetime) -> str:
    days = (at.date() - then.date()).days
    if days <= 0:
        return "Sedan i dag"
    return f"Sedan {_WEEKDAYS[then.weekday()]}" if days < 7 else f"Sedan {then.day} {_MONTHS[then.month - 1]}"


def _value(questions: int, solved: int) -> str:
    asked = _count(questions, "fråga", "frågor").capitalize()
    if questions == 1:
        return f"{asked}, och den är löst." if solved else f"{asked}, inte löst än."
    if solved == questions:
        return f"{asked}, alla lösta."
    return f"{asked}, {_count(solved, 'löst', 'lösta')}." if solved else f"{asked}, ingen löst än."


def _thanks_asking(names: Sequence[str]) -> str:
    return f"Tack för att {'ni' if len(names) > 1 else 'du'} frågade: {_listed(names)}."


def _thanks_answering(names: Sequence[str]) -> str:
    return f"Tack för {'svaren' if len(names) > 1 else 'hjälpen'}: {_listed(names)}."


SV = Texts(
    code="sv",
    language_name="Svenska",
    someone="@någon",
    colleague="En kollega",
    close="Stäng",
    to_thread="Till tråden",
    in_channel=_where,
    day=_day,
    weekday_day=_weekday_day,
    genitive=_genitive,
    listed=_listed,
    introduction=Introduction(
        hello="Hej, jag är *Kollega*, en bot som ser till att bra svar inte försvinner i flödet.",
        points=(
            "Jag sparar frågor och svar härifrån på vår egen server. Annat prat sparas inte.",
            "Bara den som får läsa kanalen hittar dem.",
            "Finns svaret redan visar jag det bara för den som frågar. Annars svarar ni. "
            "Blir det tyst frågar jag någon som har sagt ja till det.",
            "Vill du inte vara med, eller se och radera ditt? `/kollega integritet`",
        ),
        not_yet="Inget sparas förrän kanalvärden startar mig.",
        started=_started,
        newcomer="Bara du ser det här. Jag är igång i den här kanalen:",
        needs_inviter="Här är det den som bjöd in mig, eller någon som sköter Kollega hos er, som kan starta mig. Inget är sparat.",
        needs_creator="I en privat kanal är det den som skapade kanalen, eller någon som sköter Kollega hos er, som kan starta mig. "
        "Inget är sparat.",
    ),
    badges=Badges(
        accepted=_accepted,
        endorsed=_endorsed,
        said_thanks=_said_thanks,
        helped=lambda count: f"hjälpte {'en till' if count == 1 else f'{_number(count)} andra'}",
        confirmed=lambda at: f"senast bekräftat {_day(at)}",
        confirmed_once="bekräftat",
        not_confirmed="*inte bekräftat*",
        in_doubt="*osäkert om det fortfarande stämmer*",
        no_answer="inget svar än",
    ),
    search=Search(
        found="Det här har kollegor svarat:",
        more_found="Fler svar:",
        nothing="Jag hittar inget svar på det i de kanaler som du kan läsa. Fråga gärna i kanalen där det hör hemma.",
        nothing_more="Det var allt jag hittade.",
        words_only="Jag söker bara på ord än så länge. Om en liten stund förstår jag också vad du menar.",
        nothing_yet="Jag har just startat och söker bara på ord än så länge, och så hittar jag inget. Fråga gärna igen om en liten stund.",
        more_by_command="Det finns fler svar. Skriv `/ask` och frågan, så kan du bläddra.",
        still_open="Samma fråga har ställts förut, men ingen har svarat än.",
        solved_it="Det här löste det",
        share="Dela i kanalen",
        more="Visa fler",
        solved_thanks=lambda name: f"Fint. Nu är det noterat att {_genitive(name)} svar hjälpte dig.",
        shared=lambda name: f"{name} delar ett svar:",
    ),
    suggestion=Suggestion(
        heading="Det här har någon svarat på förut. Bara du ser det här.",
        solves="Det här löser det",
        not_this="Inte det jag söker",
        show_all="Visa för alla",
        tell_thread=lambda name: f"Säg i tråden att det löste sig med {_genitive(name)} svar",
        tells_thread=lambda name: f"Löser det din fråga får tråden en rad om att det var med {_genitive(name)} svar.",
        solved=lambda name: f"Bra att det löste sig. Det var {_genitive(name)} svar som hjälpte.",
        solved_and_told=lambda name: f"Bra att det löste sig. Jag skriver en rad i tråden om att det var {_genitive(name)} svar.",
        dismissed="Tack, då vet jag. Din fråga står kvar för kollegorna.",
        shown="Jag visar svaret i tråden.",
        gone="Det svaret finns inte kvar, eller så får du inte läsa det längre. Din fråga står kvar.",
        thread_line=lambda name: f"Löst med {_genitive(name)} svar.",
        shown_to_all=lambda name: f"{name} hittade ett tidigare svar:",
    ),
    home=Home(
        mine="Mina frågor",
        none_yet="Här samlas frågorna som du ställer i kanaler där jag är igång.",
        asked=lambda channel, at: f"#{channel}, {_weekday_day(at)}" if channel else _weekday_day(at),
        open="Väntar på svar",
        asking="Väntar på svar, jag har frågat en kollega",
        answered=lambda count: f"Har fått {_count(count, 'svar', 'svar', neuter=True)}",
        resolved="Löst",
        withdrawn="Behövs inte längre",
        waiting="Det här har någon svarat på förut:",
        thanks_solved="Tack, det löste sig",
        not_needed="Behövs inte längre",
        how="Så frågar du",
        language="Språk",
        language_why="På vilket språk jag skriver till dig.",
        as_in_slack="Som i Slack",
        yours="Integritet",
        your_data="Se vad jag har sparat om dig, hämta det, radera det eller sluta vara med.",
        opted_out="Du är inte med. Jag sparar inget som du skriver.",
        see_yours="Visa mina uppgifter",
    ),
    your_data=YourData(
        title="Dina uppgifter",
        kept="*Det här sparas:* frågor och svar från kanaler där jag har startats, vem som skrev dem och vem som sa att de hjälpte. "
        "Allt ligger på vår egen server.",
        not_kept="*Det här sparas inte:* annat prat, som jag glömmer efter tre dagar, och direktmeddelanden mellan er. "
        "Lösenord, nycklar, personnummer och kortnummer stryks innan något sparas.",
        questions=lambda count: _count(count, "fråga", "frågor"),
        answers=lambda count: _count(count, "svar", "svar", neuter=True),
        other_messages=lambda count: _count(count, "annat meddelande", "andra meddelanden", neuter=True),
        facts=lambda count: _count(count, "tack eller markering", "tack och markeringar", neuter=True),
        counts=lambda words: f"*Av dig finns nu:* {_listed(words)}.",
        taking_part="Du är med. Väljer du att inte vara med sparar jag inget nytt av dig. Det som redan finns kan du radera här nedanför.",
        opted_out=lambda at: f"Du är inte med sedan {_day(at)}. Jag sparar inget som du skriver.",
        opt_out="Jag vill inte vara med",
        opt_in="Jag vill vara med igen",
        export="Hämta mina uppgifter",
        export_why="Du får allt som jag har sparat om dig som meddelanden från mig.",
        erase="Radera allt om mig",
        erase_why="Allt du har skrivit försvinner hos mig, också ur det som jag har postat. I Slack står dina egna meddelanden kvar.",
        erase_title="Radera allt om dig?",
        erase_sure="Det går inte att ångra. Utom räckhåll är privata notiser som redan har visats, filer som någon har exporterat och "
        "säkerhetskopior. Läses en säkerhetskopia in igen raderas ditt på nytt.",
        erase_yes="Radera",
        erase_no="Avbryt",
        erased_title="Raderat",
        erased=lambda words: f"Nu är {_listed(words)} borta.",
        erased_messages=lambda count: _count(count, "meddelande", "meddelanden", neuter=True),
        erased_facts=lambda count: _count(count, "tack eller markering", "tack och markeringar", neuter=True),
        nothing_erased="Det fanns inget sparat om dig.",
        out_of_reach="Det här når jag inte: privata notiser som redan har visats, filer som någon har exporterat och säkerhetskopior. "
        "Läses en säkerhetskopia in igen raderas ditt på nytt.",
        export_ready="Här är allt som jag har sparat om dig. Bara du ser det.",
    ),
    marking=Marking(
        title="Markera som svar",
        which="Vilken fråga svarar det på?",
        choose="Välj en fråga",
        submit="Markera",
        no_questions="Jag hittar ingen fråga i kanalen före det här meddelandet.",
        asked=_weekday_day,
        marked=lambda name: f"Tack. {_genitive(name)} svar hör nu ihop med frågan.",
        gone="Det går inte längre. Frågan eller meddelandet är borttaget, eller så vill den som skrev det inte vara med.",
        not_member="Jag är inte med i den kanalen, så där kan jag inte göra något. Bjud in mig först.",
        not_started="Jag är inte startad i den kanalen, så där sparar jag inget.",
    ),
    asks=Asks(
        asked=lambda name, channel, at: f"*{name}* undrar{f' i #{channel}' if channel else ''}, {_weekday_day(at)}:",
        nobody_yet="Ingen har svarat än.",
        why_topics=lambda names: f"Du får frågan för att du har sagt ja till frågor om {_listed([f'*{name}*' for name in names])}.",
        why_passed=lambda name: f"{name} skickade frågan vidare till dig.",
        why_fallback="Du får frågan för att du har sagt ja till att vara den som jag frågar sist.",
        tried=lambda name: f"Jag visade ett tidigare svar, men det var inte det {name} sökte.",
        reminder="Du ville bli påmind om den här frågan.",
        limits=lambda count: f"Högst {_count(count, 'fråga', 'frågor')} i veckan. Vill du sluta? `/kollega ämnen`",
        open_thread="Öppna tråden",
        answer="Svara",
        later="Senare",
        after_lunch="Efter lunch",
        tomorrow="I morgon",
        monday="På måndag",
        hand_on="Skicka vidare",
        not_mine="Inte mitt område",
        answered="Tack för svaret. Det står i tråden.",
        passed="Tack, jag har skickat frågan vidare.",
        said_not_mine="Tack, då vet jag. Jag frågar någon annan.",
        lapsed="Frågan har gått vidare till någon annan.",
        ended="Frågan behöver inget svar av dig längre. Det har kommit svar, eller så behövs det inte.",
        will_remind=lambda at: f"Jag påminner dig {_weekday_day(at)} om ingen har svarat då.",
        pausing="De två senaste frågorna blev liggande, så jag frågar dig inte igen förrän du säger till.",
        ask_again="Fråga mig igen",
        asks_again="Tack, då frågar jag dig igen när det behövs.",
        gone="Frågan finns inte kvar, eller så får du inte läsa den längre.",
        answer_title="Svara",
        your_answer="Ditt svar",
        answer_hint=lambda name: f"Det står i tråden som «Svar från {name}». Du kan ändra det och ta bort det.",
        send="Skicka",
        save="Spara",
        edit_title="Ändra svaret",
        hand_on_title="Skicka vidare",
        to_whom="Till vem?",
        nobody_to_ask="Ingen annan har sagt ja till sådana här frågor. Vet du vem som kan? Skriv hens namn i tråden.",
        answer_from=lambda name: f"*Svar från {name}*",
        edit="Ändra",
        remove="Ta bort",
        remove_title="Ta bort svaret?",
        remove_sure="Svaret försvinner ur tråden och ur det jag har sparat.",
        not_yours=lambda name: f"Det är bara {name} som kan ändra svaret.",
        removed="Svaret är borttaget.",
        asking=lambda quoted: (
            f"Ingen har svarat på {quoted} än, så nu frågar jag en kollega som har sagt ja till sådana frågor. Bara du ser det här."
        ),
        stop="Fråga ingen",
        stopped="Då frågar jag ingen. Din fråga står kvar i kanalen.",
        fallback_channel=lambda name, channel: f"I #{channel} väntar {name} på svar. Kan någon här hjälpa till?",
        fallback_group=lambda group, name: f"{group} {name} väntar på svar här. Kan någon av er hjälpa till?",
    ),
    topics=TopicTexts(
        mine=lambda names: f"Du får frågor om {_listed([f'*{name}*' for name in names])} när ingen annan har svarat.",
        mine_none="Du får inga frågor av mig. Vill du hjälpa till ibland, välj ett ämne.",
        how="`/kollega ämnen +vpn -skrivare` lägger till och tar bort.",
        every=lambda names: f"Ämnen som finns: {', '.join(names)}.",
        every_none="Det finns inga ämnen än. En kanalvärd kan lägga till dem.",
        added=lambda names: f"Nu kan du få frågor om {_listed([f'*{name}*' for name in names])}.",
        removed=lambda names: f"Du får inga fler frågor om {_listed([f'*{name}*' for name in names])}.",
        unknown=lambda names: f"De här ämnena finns inte: {', '.join(names)}.",
        members_only="Frågor skickar jag bara till fasta kollegor.",
        invitation=lambda name, topic, count: (
            f"{name} tror att du kan svara på frågor om *{topic}*. Får jag skicka sådana till dig när "
            f"ingen annan har svarat? Högst {_count(count, 'fråga', 'frågor')} i veckan, i din arbetstid. Du kan sluta när som helst."
        ),
        yes="Ja, fråga mig",
        no="Nej tack",
        said_yes=lambda topic: f"Tack. Du kan nu få frågor om *{topic}*. Ångrar du dig: `/kollega ämnen -{topic}`",
        said_no=lambda topic: f"Då frågar jag dig inte om *{topic}*.",
        new="Nytt ämne",
        edit="Ändra ett ämne",
        new_title="Nytt ämne",
        edit_title="Ämne",
        no_longer="Behövs ämnet inte längre?",
        take_off="Ta bort ämnet",
        taken_off="Ämnet är borttaget. Ingen får frågor om det längre.",
        name="Vad heter ämnet?",
        synonyms="Andra ord för samma sak",
        synonyms_hint="Med komma emellan, på svenska och engelska: fjärranslutning, remote access",
        home="Hemkanal",
        home_hint="Alla frågor i den kanalen hör till ämnet.",
        experts="Vilka vill du bjuda in?",
        experts_hint="De får en fråga från mig om de vill. Ingen får frågor utan att ha sagt ja.",
        save="Spara",
        taken="Det ämnet finns redan.",
        not_there="Den kanalen kan inte väljas.",
        saved=lambda topic: f"Ämnet *{topic}* är sparat.",
    ),
    settings=SETTINGS_SV,
    digest=Digest(
        title=lambda channel, weeks: f"Veckobrev · #{channel} · {weeks}" if channel else f"Veckobrev · {weeks}",
        weeks=_weeks,
        late=lambda weeks: f"Brevet kommer sent och gäller {_number(weeks)} veckor." if weeks > 1 else "Brevet kommer sent den här gången.",
        good_to_know="Bra att kunna",
        changed="Det här har ändrats",
        can_you_help="Kan du hjälpa till?",
        helped=_helped,
        endorsed="En kunnig kollega går i god för svaret.",
        newer=lambda name, question: f"{name} har ett nyare svar på {question}.",
        taken_back=lambda name, question: f"{_genitive(name)} svar på {question} är inte längre bekräftat.",
        doubted=lambda name, question: f"Det är osäkert om {_genitive(name)} svar på {question} fortfarande stämmer.",
        retired=lambda name, question: f"{_genitive(name)} svar på {question} gäller inte längre.",
        since=_since,
        wondering=lambda count: f"{_number(count)} undrar",
        answer="Svara",
        thanks_asking=_thanks_asking,
        thanks_answering=_thanks_answering,
        and_more=lambda count: f"{_number(count)} till",
        value=_value,
        is_on=lambda channel, at: f"Veckobrevet är på i #{channel}. Nästa kommer {_weekday_day(at)} klockan {at:%H.%M}.",
        is_off=lambda channel: f"Veckobrevet är av i #{channel}.",
        so_far="Så här ser det ut än så länge. Bara du ser det här.",
        nothing_so_far="Än så länge finns inget att skriva om. Är det så när dagen kommer blir det inget brev.",
        you_change_it="Du kan ändra det med `/kollega inställningar`.",
        steward_changes_it="Kanalvärden kan ändra det.",
    ),
    refusals=Refusals(
        already_done="Det är redan gjort.",
        gone="Det finns inte kvar, eller så får du inte läsa det längre.",
        not_for_everybody="Alla här får inte läsa kanalen som svaret kommer från, så jag visar det bara för dig.",
        opted_out="Du har valt att inte vara med, så jag läser inte det du skriver. Vill du ändra det? `/kollega integritet`\n"
        "Söka kan du ändå, med `/ask`.",
        not_started="Jag är inte startad i den här kanalen, så jag läser inte det som skrivs här. Fråga mig privat med `/ask`.",
        not_here="Skriv det i en kanal där jag är med.",
        answer_changed="Det här svaret byggde på något som har ändrats eller tagits bort. Fråga gärna igen.",
    ),
    trouble=Trouble(
        put_aside=lambda queue, count: {
            "inbox": f"{_count(count, 'händelse', 'händelser')} från Slack gick inte att ta om hand.",
            "outbox": f"{_count(count, 'meddelande', 'meddelanden', neuter=True)} från mig gick inte att skicka.",
        }.get(queue, f"{_count(count, 'uppgift', 'uppgifter')} gick inte att göra."),
        more=lambda count: f"… och {count} till",
        what_to_do="Inget är borta, det ligger åt sidan. Den som sköter min server ser vad som kan vara fel med `kollega doctor`, "
        "listar det med `kollega dead`, gör om det med `kollega dead --retry` och kastar det med `kollega dead --drop`.",
    ),
    masked=_masked,
    help_heading="Jag är *Kollega*. Jag hittar det som kollegor redan har svarat på.",
    help_points=(
        "`/ask hur nollställer jag vpn` söker. Bara du ser svaret.",
        "Du kan också skriva till mig direkt, eller nämna mig i en kanal. Då går det bra att fråga vidare i tråden.",
        "Frågar du i en kanal där jag är igång, och svaret redan finns, visar jag det bara för dig.",
        "Hjälpte ett svar? Tryck *Tack, det löste sig* under Mina frågor, eller sätt ✅ på svaret.",
        "Är det du som ser ett bra svar? Välj *Markera som svar* (Mark as answer) i meddelandets meny.",
        "Vill du hjälpa till när ingen annan har svarat? `/kollega ämnen` visar vad du kan få frågor om.",
        "`/kollega inställningar` visar vad som gäller i en kanal. Kanalvärdarna kan ändra det där.",
        "På min egen sida, under *Home*, ser du dina frågor. Där kan du också be mig vara tyst.",
        "`/kollega veckobrev` visar kanalens nästa veckobrev.",
        "`/kollega integritet` visar vad jag har sparat om dig. Där kan du hämta det, radera det eller sluta vara med.",
    ),
)
