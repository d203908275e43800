"""Kollega in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.texts.asks_en import ASKS_EN, TOPICS_EN
from handlers.texts.digest_en import DIGEST_EN
from handlers.texts.english import counted, dated, genitive, in_quotes, in_words, listed, weekday_dated
from handlers.texts.setting_en import SETTINGS_EN
from handlers.texts.why_en import WHY_EN
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
    "access key": "an access key",
    "access token": "an access token",
    "account number": "an account number",
    "api key": "an API key",
    "card number": "a card number",
    "client secret": "a client secret",
    "password": "a password",
    "personal identity number": "a personal identity number",
    "private key": "a private key",
    "webhook": "a secret webhook address",
}


def _where(channel: str, at: datetime) -> str:
    return f"#{channel}, {dated(at)}" if channel else dated(at)


def _accepted(names: Sequence[str]) -> str:
    return f"solved it for {listed(names) or 'the asker'}"


def _endorsed(names: Sequence[str]) -> str:
    return f"endorsed by {listed(names) or 'an expert'}"


def _said_thanks(names: Sequence[str]) -> str:
    return f"{listed(names) or 'the asker'} took it as the answer"


def _helped(count: int) -> str:
    return f"helped {'one more person' if count == 1 else f'{in_words(count)} others'}"


def _started(channel: str, by: str) -> str:
    return f"*{by} has started me in #{channel}.*" if channel else f"*{by} has started me here.*"


def _secrets(kinds: Sequence[str]) -> str:
    return listed(list(dict.fromkeys(_SECRETS.get(kind, "something secret") for kind in kinds))) or "something secret"


def _masked(kinds: Sequence[str]) -> str:
    return (
        f"Your message seems to contain {_secrets(kinds)}. I struck it out on my side before anything was kept, "
        "but in Slack it is still there. Please delete it there, and change it if others may have seen it. Only you can see this."
    )


EN = Texts(
    code="en",
    language_name="English",
    someone="@someone",
    colleague="A colleague",
    close="Close",
    to_thread="To the thread",
    in_channel=_where,
    day=dated,
    listed=listed,
    in_quotes=in_quotes,
    other_way=lambda name: f"{name} does it like this:",
    introduction=Introduction(
        hello="Hi, I am *Kollega* (colleague), a bot that keeps good answers from getting lost in the stream.",
        points=(
            "I keep questions and answers from here on our own server. Other talk is not kept.",
            "Only those who may read this channel can find them.",
            "If the answer exists already, I show it only to the person who asks. Otherwise you answer. "
            "If it stays quiet, I ask somebody who has agreed to be asked.",
            "Do you not want to take part, or want to see and erase what is yours? `/kollega privacy`",
        ),
        not_yet="Nothing is kept until the channel's steward starts me.",
        started=_started,
        newcomer="Only you can see this. I am at work in this channel:",
        needs_inviter="Here it takes the person who invited me, or somebody who looks after Kollega for you, to start me. "
        "Nothing has been kept.",
        needs_creator="In a private channel it takes the person who made the channel, or somebody who looks after Kollega for you, "
        "to start me. Nothing has been kept.",
    ),
    badges=Badges(
        accepted=_accepted,
        endorsed=_endorsed,
        said_thanks=_said_thanks,
        helped=_helped,
        confirmed=lambda at: f"last confirmed {dated(at)}",
        confirmed_once="confirmed",
        not_confirmed="*not confirmed*",
        in_doubt="*in doubt*",
        newer_answer="*there is a newer answer*",
        no_answer="no answer yet",
    ),
    search=Search(
        found="This is what colleagues have answered:",
        more_found="More answers:",
        nothing="I find no answer to that in the channels that you can read. You could ask in the channel where it belongs.",
        nothing_more="That was all I found.",
        words_only="For now I search by words only. In a little while I will also understand what you mean.",
        nothing_yet="I have just started and search by words only for now, which finds nothing. Please ask again in a little while.",
        more_by_command="There are more answers. Type `/ask` and the question to look through them.",
        still_open="The same question has been asked before, but nobody has answered it yet.",
        solved_it="Solved it",
        share="Share in channel",
        more="Show more",
        thanks="Thank you.",
        stands_now=lambda name, count: f"It now says by {genitive(name)} answer that it {_helped(count)}.",
        stands_already=lambda name, count: f"That is noted already. It says by {genitive(name)} answer that it {_helped(count)}.",
        yours_solved=lambda name: f"Your question is solved, with {genitive(name)} answer.",
        yours_already=lambda name: f"That is noted already: your question is solved, with {genitive(name)} answer.",
        cleared="The answer is no longer marked as in doubt.",
        opened="From now on I can show the answer to whoever asks the same.",
        own_answer="It is your own answer. Whether it helped is for somebody else to say.",
        shared=lambda name: f"{name} shares an answer:",
    ),
    doubts=Doubts(
        press="Doesn't hold any more",
        marked="Thank you. The answer is now marked “in doubt”, stands further down, and is not shown unasked.",
        marked_before="Thank you. You are not alone: the answer is marked “in doubt” already.",
        can_you="Do you know what is right?",
        in_thread="Write in the thread",
        take_back="Take it back",
        taken_back="Taken back. The answer is no longer marked.",
        still_marked="Yours is taken back. Somebody else has said the same, so the mark stays.",
        thumb_left="Your 👎 is still on the answer. Take it off, and it is taken back.",
    ),
    suggestion=Suggestion(
        heading="Somebody has answered this before. Only you can see this.",
        solves="This solves it",
        not_this="Not what I need",
        show_all="Show to everyone",
        tell_thread=lambda name: f"Say in the thread that {genitive(name)} answer solved it",
        tells_thread=lambda name: f"If it solves your question, the thread gets a line saying that it was {genitive(name)} answer.",
        solved=lambda name: f"Good that {genitive(name)} answer solved it. Your question is solved now and gets a ✅.",
        told="I am saying so in the thread, too.",
        not_told="I say nothing in the thread, since not everybody there may read the answer.",
        solved_already="That is noted already: your question is solved.",
        dismissed="Thanks, now I know. Your question stays open for your colleagues.",
        dismissed_already="You have said so already. Your question stays open for your colleagues.",
        shown="I am showing the answer in the thread.",
        shown_already="The answer is being shown in the thread already.",
        gone="That answer is gone, or you may no longer read it. Your question stays open.",
        thread_line=lambda name: f"Solved with {genitive(name)} answer.",
        shown_to_all=lambda name: f"{name} found an earlier answer:",
    ),
    home=Home(
        mine="My questions",
        none_yet="The questions that you ask in channels where I am at work are gathered here.",
        asked=lambda channel, at: f"#{channel}, {weekday_dated(at)}" if channel else weekday_dated(at),
        open="Waiting for an answer",
        asking="Waiting for an answer, I have asked a colleague",
        nobody_could="Nobody I asked could answer. The question still waits in the channel",
        answered=lambda count: f"Has {counted(count, 'answer', 'answers')}",
        resolved="Solved",
        withdrawn="No longer needed",
        waiting="Somebody has answered this before:",
        thanks_solved="Thanks, that solved it",
        not_needed="No longer needed",
        how="How to ask",
        language="Language",
        language_why="The language in which I write to you.",
        as_in_slack="As in Slack",
        yours="Privacy",
        your_data="See what I have kept about you, get a copy, erase it, or stop taking part.",
        opted_out="You do not take part. I keep nothing that you write.",
        see_yours="Show my data",
    ),
    your_data=YourData(
        title="Your data",
        kept="*What is kept:* questions and answers from channels where I have been started, who wrote them and who said that they helped. "
        "All of it stays on our own server.",
        not_kept="*What is not kept:* other talk, which I forget after three days, and direct messages between you and others. "
        "Passwords, keys, personal identity numbers and card numbers are struck out before anything is kept.",
        questions=lambda count: counted(count, "question", "questions"),
        answers=lambda count: counted(count, "answer", "answers"),
        other_messages=lambda count: counted(count, "other message", "other messages"),
        facts=lambda count: counted(count, "thanks or mark", "thanks and marks"),
        counts=lambda words: f"*Of yours I have now:* {listed(words)}.",
        taking_part="You take part. If you choose not to, I keep nothing new from you. What is here already you can erase below.",
        opted_out=lambda at: f"You have not taken part since {dated(at)}. I keep nothing that you write.",
        opt_out="I do not want to take part",
        opt_in="I want to take part again",
        export="Get my data",
        export_why="You get everything that I have kept about you as messages from me.",
        erase="Erase everything about me",
        erase_why="Everything that you wrote disappears on my side, and from what I have posted. In Slack your own messages stay.",
        erase_title="Erase everything about you?",
        erase_sure="This cannot be undone. Out of reach are private notes that have been shown already, files that somebody has exported, "
        "and backups. If a backup is restored, what is yours is erased again.",
        erase_yes="Erase",
        erase_no="Cancel",
        erased_title="Erased",
        erased=lambda words: f"Now {listed(words)} of yours are gone.",
        erased_messages=lambda count: counted(count, "message", "messages"),
        erased_facts=lambda count: counted(count, "thanks or mark", "thanks and marks"),
        nothing_erased="Nothing was kept about you.",
        out_of_reach="This is out of my reach: private notes that have been shown already, files that somebody has exported, and backups. "
        "If a backup is restored, what is yours is erased again.",
        export_ready="This is everything that I have kept about you. Only you can see it.",
    ),
    marking=Marking(
        title="Mark as answer",
        which="Which question does it answer?",
        choose="Choose a question",
        submit="Mark",
        no_questions="I find no question in the channel before this message.",
        asked=weekday_dated,
        marked=lambda name: f"Thank you. {genitive(name)} answer now belongs to the question.",
        gone="That is no longer possible. The question or the message is gone, or its author does not take part.",
        not_member="I am not in that channel, so I can do nothing there. Please invite me first.",
        not_started="I have not been started in that channel, so I keep nothing there.",
    ),
    asks=ASKS_EN,
    topics=TOPICS_EN,
    settings=SETTINGS_EN,
    digest=DIGEST_EN,
    why=WHY_EN,
    refusals=Refusals(
        already_done="That has been done already.",
        gone="It is gone, or you may no longer read it.",
        not_for_everybody="Not everybody here may read the channel that the answer comes from, so I show it only to you.",
        opted_out="You have chosen not to take part, so I do not read what you write. Would you like to change that? `/kollega privacy`\n"
        "You can search all the same, with `/ask`.",
        not_started="I have not been started in this channel, so I do not read what is written here. Ask me privately with `/ask`.",
        not_here="Please write that in a channel that I am in.",
        answer_changed="This answer rested on something that has been changed or removed. Please ask again.",
    ),
    trouble=Trouble(
        put_aside=lambda queue, count: {
            "inbox": f"{counted(count, 'event', 'events')} from Slack could not be taken care of.",
            "outbox": f"{counted(count, 'message', 'messages')} of mine could not be sent.",
        }.get(queue, f"{counted(count, 'task', 'tasks')} could not be done."),
        more=lambda count: f"… and {count} more",
        what_to_do="Nothing is gone, it is put aside. Whoever runs my server sees what may be wrong with `kollega doctor`, lists it with "
        "`kollega dead`, has it done again with `kollega dead --retry`, and throws it away with `kollega dead --drop`.",
    ),
    masked=_masked,
    masked_answer=lambda kinds: f"Your answer seemed to contain {_secrets(kinds)}. I struck it out before anything was sent or kept.",
    help_heading="I am *Kollega*. I find what colleagues have answered already.",
    help_points=(
        "`/ask how do I reset vpn` searches. Only you see the answer.",
        "You can also write to me directly, or mention me in a channel. Then you can go on asking in the thread.",
        "If you ask in a channel where I am at work, and the answer exists, I show it only to you.",
        "Did an answer help? Press *Thanks, that solved it* under My questions, or put ✅ on the answer.",
        "Does an answer not hold any more? Press *Doesn't hold any more* when you have found it, or put 👎 on it.",
        "Do you see a good answer? Choose *Mark as answer* in the message's menu.",
        "Would you like to help when nobody else has answered? `/kollega topics` shows what you can be asked about.",
        "`/kollega settings` shows what holds in a channel. Its stewards can change it there.",
        "Do you look after a channel? `/kollega why` tells what I did with the latest questions there.",
        "On my own page, under *Home*, you see your questions. There you can also ask me to be quiet.",
        "`/kollega digest` shows the channel's next weekly digest.",
        "`/kollega privacy` shows what I have kept about you. There you can get a copy, erase it, or stop taking part.",
    ),
)
