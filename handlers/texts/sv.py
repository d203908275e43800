"""Kollega på svenska."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.texts.asks_sv import ASKS_SV, TOPICS_SV
from handlers.texts.digest_sv import DIGEST_SV
from handlers.texts.setting_sv import SETTINGS_SV
from handlers.texts.swedish import counted, dated, genitive, in_quotes, in_words, listed, weekday_dated
from handlers.texts.why_sv import WHY_SV
from handlers.texts.words import (
    Badges,
    Doubts,
    Home,
    Introduction,
    Marking,
    Refusals,
    Search,
    Suggestion,
    Texts,
    Trouble,
    YourData,
)

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


def _where(channel: str, at: datetime) -> str:
    return f"#{channel}, {dated(at)}" if channel else dated(at)


def _accepted(names: Sequence[str]) -> str:
    return f"löste det för {listed(names) or 'den som frågade'}"


def _endorsed(names: Sequence[str]) -> str:
    return f"{listed(names) or 'en kunnig kollega'} går i god för svaret"


def _said_thanks(names: Sequence[str]) -> str:
    return f"{listed(names) or 'den som frågade'} tog det som svar"


def _helped(count: int) -> str:
    return f"hjälpte {'en till' if count == 1 else f'{in_words(count)} andra'}"


def _started(channel: str, by: str) -> str:
    return f"*{by} har startat mig i #{channel}.*" if channel else f"*{by} har startat mig här.*"


def _secrets(kinds: Sequence[str]) -> str:
    return listed(list(dict.fromkeys(_SECRETS.get(kind, "något hemligt") for kind in kinds))) or "något hemligt"


def _masked(kinds: Sequence[str]) -> str:
    return (
        f"Ditt meddelande verkar innehålla {_secrets(kinds)}. Jag har strukit det hos mig innan något sparades, men i Slack står det kvar. "
        "Ta bort det där, och byt ut det om fler kan ha sett det. Det är bara du som ser den här raden."
    )


SV = Texts(
    code="sv",
    language_name="Svenska",
    someone="@någon",
    colleague="En kollega",
    close="Stäng",
    to_thread="Till tråden",
    in_channel=_where,
    day=dated,
    listed=listed,
    in_quotes=in_quotes,
    other_way=lambda name: f"{name} gör så här:",
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
        helped=_helped,
        confirmed=lambda at: f"senast bekräftat {dated(at)}",
        confirmed_once="bekräftat",
        not_confirmed="*inte bekräftat*",
        in_doubt="*osäkert om det fortfarande stämmer*",
        newer_answer="*det finns ett nyare svar*",
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
        thanks="Tack.",
        stands_now=lambda name, count: f"Vid {genitive(name)} svar står det nu att det {_helped(count)}.",
        stands_already=lambda name, count: f"Det är redan noterat. Vid {genitive(name)} svar står det att det {_helped(count)}.",
        yours_solved=lambda name: f"Din fråga är löst, med {genitive(name)} svar.",
        yours_already=lambda name: f"Det är redan noterat: din fråga är löst, med {genitive(name)} svar.",
        cleared="Svaret är inte märkt som osäkert längre.",
        opened="Från och med nu kan jag visa svaret för den som frågar samma sak.",
        own_answer="Det är ditt eget svar. Om det hjälpte får någon annan säga.",
        shared=lambda name: f"{name} delar ett svar:",
    ),
    doubts=Doubts(
        press="Stämmer inte längre",
        marked="Tack. Svaret är nu märkt «osäkert om det fortfarande stämmer», står längre ner och visas inte oombett.",
        marked_before="Tack. Du är inte ensam om det: svaret är redan märkt «osäkert om det fortfarande stämmer».",
        can_you="Kan du svara rätt?",
        in_thread="Skriv i tråden",
        take_back="Ångra",
        taken_back="Ångrat. Svaret är inte märkt längre.",
        still_marked="Ditt är ångrat. Någon annan har sagt detsamma, så märkningen är kvar.",
        thumb_left="Din 👎 sitter kvar på svaret. Tar du bort den är det ångrat.",
    ),
    suggestion=Suggestion(
        heading="Det här har någon svarat på förut. Bara du ser det här.",
        solves="Det här löser det",
        not_this="Inte det jag söker",
        show_all="Visa för alla",
        tell_thread=lambda name: f"Säg i tråden att det löste sig med {genitive(name)} svar",
        tells_thread=lambda name: f"Löser det din fråga får tråden en rad om att det var med {genitive(name)} svar.",
        solved=lambda name: f"Bra att det löste sig med {genitive(name)} svar. Din fråga är nu löst och får ✅.",
        told="Jag skriver det i tråden också.",
        not_told="I tråden skriver jag inget, för alla där får inte läsa svaret.",
        solved_already="Det är redan noterat: din fråga är löst.",
        dismissed="Tack, då vet jag. Din fråga står kvar för kollegorna.",
        dismissed_already="Det har du redan sagt. Din fråga står kvar för kollegorna.",
        shown="Jag visar svaret i tråden.",
        shown_already="Svaret visas redan i tråden.",
        gone="Det svaret finns inte kvar, eller så får du inte läsa det längre. Din fråga står kvar.",
        thread_line=lambda name: f"Löst med {genitive(name)} svar.",
        shown_to_all=lambda name: f"{name} hittade ett tidigare svar:",
    ),
    home=Home(
        mine="Mina frågor",
        none_yet="Här samlas frågorna som du ställer i kanaler där jag är igång.",
        asked=lambda channel, at: f"#{channel}, {weekday_dated(at)}" if channel else weekday_dated(at),
        open="Väntar på svar",
        asking="Väntar på svar, jag har frågat en kollega",
        nobody_could="Ingen som jag frågade kunde svara. Frågan väntar kvar i kanalen",
        answered=lambda count: f"Har fått {counted(count, 'svar', 'svar', neuter=True)}",
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
        questions=lambda count: counted(count, "fråga", "frågor"),
        answers=lambda count: counted(count, "svar", "svar", neuter=True),
        other_messages=lambda count: counted(count, "annat meddelande", "andra meddelanden", neuter=True),
        facts=lambda count: counted(count, "tack eller markering", "tack och markeringar", neuter=True),
        counts=lambda words: f"*Av dig finns nu:* {listed(words)}.",
        taking_part="Du är med. Väljer du att inte vara med sparar jag inget nytt av dig. Det som redan finns kan du radera här nedanför.",
        opted_out=lambda at: f"Du är inte med sedan {dated(at)}. Jag sparar inget som du skriver.",
        opt_out="Jag vill inte vara med",
        opt_in="Jag vill vara med igen",
        export="Hämta mina uppgifter",
        export_why="Du får allt som jag har sparat om dig som meddelanden från mig.",
        erase="Radera allt om mig",
        erase_why="Allt du har skrivit försvinner hos mig, också ur det som jag har publicerat. I Slack står dina egna meddelanden kvar.",
        erase_title="Radera allt om dig?",
        erase_sure="Det går inte att ångra. Utom räckhåll är privata notiser som redan har visats, filer som någon har exporterat och "
        "säkerhetskopior. Läses en säkerhetskopia in igen raderas ditt på nytt.",
        erase_yes="Radera",
        erase_no="Avbryt",
        erased_title="Raderat",
        erased=lambda words: f"Nu är {listed(words)} borta.",
        erased_messages=lambda count: counted(count, "meddelande", "meddelanden", neuter=True),
        erased_facts=lambda count: counted(count, "tack eller markering", "tack och markeringar", neuter=True),
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
        asked=weekday_dated,
        marked=lambda name: f"Tack. {genitive(name)} svar hör nu ihop med frågan.",
        gone="Det går inte längre. Frågan eller meddelandet är borttaget, eller så vill den som skrev det inte vara med.",
        not_member="Jag är inte med i den kanalen, så där kan jag inte göra något. Bjud in mig först.",
        not_started="Jag är inte startad i den kanalen, så där sparar jag inget.",
    ),
    asks=ASKS_SV,
    topics=TOPICS_SV,
    settings=SETTINGS_SV,
    digest=DIGEST_SV,
    why=WHY_SV,
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
            "inbox": f"{counted(count, 'händelse', 'händelser')} från Slack gick inte att ta om hand.",
            "outbox": f"{counted(count, 'meddelande', 'meddelanden', neuter=True)} från mig gick inte att skicka.",
        }.get(queue, f"{counted(count, 'uppgift', 'uppgifter')} gick inte att göra."),
        more=lambda count: f"… och {count} till",
        what_to_do="Inget är borta, det ligger åt sidan. Den som sköter min server ser vad som kan vara fel med `kollega doctor`, "
        "listar det med `kollega dead`, gör om det med `kollega dead --retry` och kastar det med `kollega dead --drop`.",
    ),
    masked=_masked,
    masked_answer=lambda kinds: f"Ditt svar verkade innehålla {_secrets(kinds)}. Jag strök det innan något skickades eller sparades.",
    help_heading="Jag är *Kollega*. Jag hittar det som kollegor redan har svarat på.",
    help_points=(
        "`/ask hur återställer jag vpn` söker. Bara du ser svaret.",
        "Du kan också skriva till mig direkt, eller nämna mig i en kanal. Då går det bra att fråga vidare i tråden.",
        "Frågar du i en kanal där jag är igång, och svaret redan finns, visar jag det bara för dig.",
        "Hjälpte ett svar? Tryck *Tack, det löste sig* under Mina frågor, eller sätt ✅ på svaret.",
        "Stämmer ett svar inte längre? Tryck *Stämmer inte längre* när du har hittat det, eller sätt 👎 på det.",
        "Är det du som ser ett bra svar? Välj *Markera som svar* (Mark as answer) i meddelandets meny.",
        "Vill du hjälpa till när ingen annan har svarat? `/kollega ämnen` visar vad du kan få frågor om.",
        "`/kollega inställningar` visar vad som gäller i en kanal. Kanalvärdarna kan ändra det där.",
        "Sköter du en kanal? `/kollega varför` berättar vad jag gjorde med de senaste frågorna där.",
        "På min egen sida, under *Home*, ser du dina frågor. Där kan du också be mig vara tyst.",
        "`/kollega veckobrev` visar kanalens nästa veckobrev.",
        "`/kollega integritet` visar vad jag har sparat om dig. Där kan du hämta det, radera det eller sluta vara med.",
    ),
)
