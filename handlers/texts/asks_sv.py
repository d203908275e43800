"""Frågor till kunniga kollegor, och ämnena, på svenska."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.asks_words import Asks, TopicTexts
from handlers.texts.swedish import counted, listed, weekday_dated


def _when(at: datetime, now: datetime) -> str:
    day = weekday_dated(at) if at.date() != now.date() else "i dag"
    return f"{day} klockan {at:%H.%M}"


ASKS_SV = Asks(
    asked=lambda name, channel, at: f"*{name}* undrar{f' i #{channel}' if channel else ''}, {weekday_dated(at)}:",
    nobody_yet="Ingen har svarat än.",
    why_topics=lambda names: f"Du får frågan för att du har sagt ja till frågor om {listed([f'*{name}*' for name in names])}.",
    why_passed=lambda name: f"{name} skickade frågan vidare till dig.",
    why_fallback="Du får frågan för att du har sagt ja till att vara den som jag frågar sist.",
    tried=lambda name: f"Jag visade ett tidigare svar, men det var inte det {name} sökte.",
    reminder="Du ville bli påmind om den här frågan.",
    limits=lambda count: f"Högst {counted(count, 'fråga', 'frågor')} i veckan. Vill du sluta? `/kollega ämnen`",
    open_thread="Öppna tråden",
    answer="Svara",
    later="Senare",
    two_hours="Om två timmar",
    next_day="Nästa arbetsdag",
    next_week="Nästa vecka",
    hand_on="Skicka vidare",
    not_mine="Inte mitt område",
    on_its_way="Tack för svaret. Det är på väg till tråden.",
    first_on_its_way="Svaret som du skickade först är på väg till tråden. Där kan du ändra det.",
    answered="Tack för svaret. Det står i tråden.",
    not_posted="Ditt svar gick inte att lägga i tråden. Kan du läsa tråden, skriv det gärna där själv.",
    passed="Tack, jag har skickat frågan vidare.",
    said_not_mine="Tack, då vet jag. Den här frågan får du inte igen.",
    lapsed="Frågan har gått vidare till någon annan.",
    time_up="Tiden har gått ut. Du behöver inte göra något mer.",
    asker_stopped=lambda name: f"{name} vill inte längre att jag frågar någon.",
    closed="Den här frågan är avslutad för din del.",
    ended="Frågan behöver inget svar av dig längre.",
    will_remind=lambda at, now: f"Jag påminner dig {_when(at, now)} om ingen har svarat då.",
    pausing="Du hann inte med de två senaste frågorna, så jag tar en paus. Tryck på *Fråga mig igen* när du vill ha fler.",
    ask_again="Fråga mig igen",
    asks_again="Tack, då frågar jag dig igen när det behövs.",
    gone="Frågan finns inte kvar, eller så får du inte läsa den längre.",
    answer_title="Svara",
    your_answer="Ditt svar",
    answer_hint=lambda heading: f"Det står i tråden som «{heading}». Du kan ändra det och ta bort det.",
    answer_empty="Skriv ett svar först.",
    answer_too_long="Svaret är för långt för ett meddelande i Slack. Korta det, eller dela upp det i två.",
    send="Skicka",
    save="Spara",
    edit_title="Ändra svaret",
    hand_on_title="Skicka vidare",
    to_whom="Till vem?",
    nobody_to_ask="Ingen annan kan få frågan just nu. Vet du vem som kan? Skriv hens namn i tråden.",
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
    answered_already="Det finns redan ett svar i tråden.",
    fallback_channel=lambda name, channel: f"I #{channel} väntar {name} på svar. Kan någon här hjälpa till?",
    fallback_group=lambda group, name: f"{group} {name} väntar på svar här. Kan någon av er hjälpa till?",
)

TOPICS_SV = TopicTexts(
    mine=lambda names: f"Du får frågor om {listed([f'*{name}*' for name in names])} när ingen annan har svarat.",
    mine_none="Du får inga frågor av mig. Vill du hjälpa till ibland, välj ett ämne.",
    how=lambda add, drop: f"`/kollega ämnen +{add}` lägger till, `/kollega ämnen -{drop}` tar bort.",
    every=lambda names: f"Ämnen som finns: {', '.join(names)}.",
    others=lambda names: f"Andra ämnen: {', '.join(names)}.",
    every_none="Det finns inga ämnen än. En kanalvärd kan lägga till dem.",
    added=lambda names: f"Nu kan du få frågor om {listed([f'*{name}*' for name in names])}.",
    removed=lambda names: f"Du får inga fler frågor om {listed([f'*{name}*' for name in names])}.",
    unknown=lambda names: f"De här ämnena finns inte: {', '.join(names)}.",
    belongs=lambda word, topic: f"«{word}» hör till *{topic}*.",
    members_only="Frågor skickar jag bara till fasta kollegor.",
    invitation=lambda name, topic, count: (
        f"{name} tror att du kan svara på frågor om *{topic}*. Får jag skicka sådana till dig när "
        f"ingen annan har svarat? Högst {counted(count, 'fråga', 'frågor')} i veckan, i din arbetstid. Du kan sluta när som helst."
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
)
