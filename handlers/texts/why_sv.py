"""Varför, på svenska."""

from __future__ import annotations

from handlers.texts.swedish import genitive
from handlers.texts.why_words import Why

WHY_SV = Why(
    heading=lambda channel: f"*Så gjorde jag med de senaste frågorna i {channel}*",
    only_you="Bara du ser det här. Svar som du inte får läsa i Slack säger jag inget om, inte ens att de finns.",
    none="Här finns ingen fråga som jag kan berätta om.",
    to_question="Till frågan",
    the_answer="Det bästa svaret",
    one_like_it="en fråga som liknar den",
    waiting=lambda answer: f"Jag visade {answer}. Den som frågade har inte sagt om det hjälpte.",
    solved=lambda answer: f"Jag visade {answer}, och det löste frågan.",
    not_needed=lambda answer: f"Jag visade {answer}, men det var inte det som söktes.",
    shown=lambda answer: f"Jag visade {answer}, och den som frågade visade det för alla i tråden.",
    offered=lambda name: f"{genitive(name)} svar",
    nothing_to_show="Jag hittade inget svar som jag kan visa dig.",
    not_sure=lambda answer, chance, threshold: f"{answer} som alla här får läsa var {chance} % säkert. Gränsen här var {threshold} %.",
    not_confirmed=lambda question: f"Av det som alla här får läsa kom {question} närmast, utan något svar som någon har bekräftat.",
    answered="Jag var tyst. Någon hade redan svarat.",
    late="Jag var tyst. Jag läste frågan så sent att ett förslag bara hade stört.",
    switched_off="Jag var tyst. Förslag är avstängda här.",
    no_audience="Jag var tyst. Jag visste inte vad den som frågade får läsa.",
    no_model="Jag var tyst. Jag hade just startat och kunde bara söka på ord.",
    changed="Jag var tyst. Frågan ändrades medan jag letade.",
    not_tried="Jag har inte letat. Frågan är alldeles ny, eller så läste jag in den i efterhand.",
    stewards_only="Varför jag föreslår något eller är tyst kan kanalvärdarna se. Vilka de är står i `/kollega inställningar`.",
    no_question="Där finns ingen fråga som jag kan berätta om.",
)
