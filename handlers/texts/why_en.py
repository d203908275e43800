"""Why, in English."""

from __future__ import annotations

from handlers.texts.english import genitive
from handlers.texts.why_words import Why

WHY_EN = Why(
    heading=lambda channel: f"*What I did with the latest questions in {channel}*",
    only_you="Only you can see this. Of answers that you may not read in Slack I say nothing, not even that they exist.",
    none="There is no question here that I can tell about.",
    to_question="To the question",
    the_answer="The best answer",
    one_like_it="a question like it",
    waiting=lambda answer: f"I showed {answer}. The asker has not said whether it helped.",
    solved=lambda answer: f"I showed {answer}, and it solved the question.",
    not_needed=lambda answer: f"I showed {answer}, but it was not what the asker needed.",
    shown=lambda answer: f"I showed {answer}, and the asker showed it to everybody in the thread.",
    offered=lambda name: f"{genitive(name)} answer",
    nothing_to_show="I found no answer that I can show you.",
    not_sure=lambda answer, chance, threshold: (
        f"{answer} that everybody here may read was {chance}% certain. The threshold here was {threshold}%."
    ),
    not_confirmed=lambda question: (
        f"Of what everybody here may read, {question} came nearest, without an answer that somebody has confirmed."
    ),
    answered="I stayed silent. Somebody had answered already.",
    late="I stayed silent. I read the question so late that a suggestion would only have disturbed.",
    switched_off="I stayed silent. Suggestions are switched off here.",
    no_audience="I stayed silent. I did not know what the asker may read.",
    no_model="I stayed silent. I had just started and could search by words only.",
    changed="I stayed silent. The question changed while I was looking.",
    not_tried="I have not looked. The question is quite new, or I read it afterwards.",
    stewards_only="Why I suggest something or stay silent is for the channel's stewards to see. `/kollega settings` says who they are.",
    no_question="There is no question there that I can tell about.",
)
