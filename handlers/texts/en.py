"""Kollega in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from handlers.texts.setting_en import SETTINGS_EN
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

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

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


def _day(at: datetime) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def _weekday_day(at: datetime) -> str:
    return f"{_WEEKDAYS[at.weekday()]} {_day(at)}"


def _genitive(name: str) -> str:
    return f"{name}'s"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _number(number: int) -> str:
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def _count(number: int, one: str, many: str) -> str:
    return f"{_number(number)} {one if number == 1 else many}"


def _where(channel: str, at: datetime) -> str:
    return f"#{channel}, {_day(at)}" if channel else _day(at)


def _accepted(names: Sequence[str]) -> str:
    return f"solved it for {_listed(names) or 'the asker'}"


def _endorsed(names: Sequence[str]) -> str:
    return f"endorsed by {_listed(names) or 'an expert'}"


def _said_thanks(names: Sequence[str]) -> str:
    return f"{_listed(names) or 'the asker'} said thanks"


def _started(channel: str, by: str) -> str:
    return f"*{by} has started me in #{channel}.*" if channel else f"*{by} has started me here.*"


def _masked(kinds: Sequence[str]) -> str:
    found = _listed(list(dict.fromkeys(_SECRETS.get(kind, "something secret") for kind in kinds))) or "something secret"
    return (
        f"Your message seems to contain {found}. I struck it out on my side before anything was kept, but in Slack it is still there. "
        "Please delete it there, and change it if others may have seen it. Only you can see this."
    )


def _weeks(numbers: Sequence[int], first: date, last: date) -> str:
    end = f"{last.day} {_MONTHS[last.month - 1]}"
    days = f"{first.day}–{end}" if first.month == last.month else f"{first.day} {_MONTHS[first.month - 1]} – {end}"
    return f"weeks {numbers[0]}–{numbers[-1]}, {days}" if len(numbers) > 1 else f"week {numbers[0]}, {days}"


def _helped(name: str, others: int) -> str:
    if not name:
        return f"Helped {_count(others, 'colleague', 'colleagues')}."
    return f"Helped {name} and {_count(others, 'other', 'others')}." if others else f"Helped {name}."


def _since(then: datetime, at: datetime) -> str:
    days = (at.date() - then.date()).days
    if days <= 0:
        return "Since today"
    return f"Since {_WEEKDAYS[then.weekday()]}" if days < 7 else f"Since {then.day} {_MONTHS[then.month - 1]}"


def _value(questions: int, solved: int) -> str:
    asked = _count(questions, "question", "questions").capitalize()
    if questions == 1:
        return f"{asked}, solved." if solved else f"{asked}, not solved yet."
    if solved == questions:
        return f"{asked}, all solved."
    return f"{asked}, {_number(solved)} solved." if solved else f"{asked}, none solved yet."


def _thanks_asking(names: Sequence[str]) -> str:
    return f"Thank you for asking: {_listed(names)}."


def _thanks_answering(names: Sequence[str]) -> str:
    return f"Thank you for {'the answers' if len(names) > 1 else 'helping'}: {_listed(names)}."


EN = Texts(
    code="en",
    language_name="English",
    someone="@someone",
    colleague="A colleague",
    close="Close",
    to_thread="To the thread",
    in_channel=_where,
    day=_day,
    weekday_day=_weekday_day,
    genitive=_genitive,
    listed=_listed,
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
        helped=lambda count: f"helped {'one more person' if count == 1 else f'{_number(count)} others'}",
        confirmed=lambda at: f"last confirmed {_day(at)}",
        confirmed_once="confirmed",
        not_confirmed="*not confirmed*",
        in_doubt="*in doubt*",
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
        solved_thanks=lambda name: f"Good. It is noted that {_genitive(name)} answer helped you.",
        shared=lambda name: f"{name} shares an answer:",
    ),
    suggestion=Suggestion(
        heading="Somebody has answered this before. Only you can see this.",
        solves="This solves it",
        not_this="Not what I need",
        show_all="Show to everyone",
        tell_thread=lambda name: f"Say in the thread that {_genitive(name)} answer solved it",
        tells_thread=lambda name: f"If it solves your question, the thread gets a line saying that it was {_genitive(name)} answer.",
        solved=lambda name: f"Good that it is solved. It was {_genitive(name)} answer that helped.",
        solved_and_told=lambda name: (
            f"Good that it is solved. I am adding a line to the thread saying that it was {_genitive(name)} answer."
        ),
        dismissed="Thanks, now I know. Your question stays open for your colleagues.",
        shown="I am showing the answer in the thread.",
        gone="That answer is gone, or you may no longer read it. Your question stays open.",
        thread_line=lambda name: f"Solved with {_genitive(name)} answer.",
        shown_to_all=lambda name: f"{name} found an earlier answer:",
    ),
    home=Home(
        mine="My questions",
        none_yet="The questions that you ask in channels where I am at work are gathered here.",
        asked=lambda channel, at: f"#{channel}, {_weekday_day(at)}" if channel else _weekday_day(at),
        open="Waiting for an answer",
        asking="Waiting for an answer, I have asked a colleague",
        answered=lambda count: f"Has {_count(count, 'answer', 'answers')}",
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
        questions=lambda count: _count(count, "question", "questions"),
        answers=lambda count: _count(count, "answer", "answers"),
        other_messages=lambda count: _count(count, "other message", "other messages"),
        facts=lambda count: _count(count, "thanks or mark", "thanks and marks"),
        counts=lambda words: f"*Of yours I have now:* {_listed(words)}.",
        taking_part="You take part. If you choose not to, I keep nothing new from you. What is here already you can erase below.",
        opted_out=lambda at: f"You have not taken part since {_day(at)}. I keep nothing that you write.",
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
        erased=lambda words: f"Now {_listed(words)} of yours are gone.",
        erased_messages=lambda count: _count(count, "message", "messages"),
        erased_facts=lambda count: _count(count, "thanks or mark", "thanks and marks"),
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
        asked=_weekday_day,
        marked=lambda name: f"Thank you. {_genitive(name)} answer now belongs to the question.",
        gone="That is no longer possible. The question or the message is gone, or its author does not take part.",
        not_member="I am not in that channel, so I can do nothing there. Please invite me first.",
        not_started="I have not been started in that channel, so I keep nothing there.",
    ),
    asks=Asks(
        asked=lambda name, channel, at: f"*{name}* asks{f' in #{channel}' if channel else ''}, {_weekday_day(at)}:",
        nobody_yet="Nobody has answered yet.",
        why_topics=lambda names: f"You get this because you said yes to questions about {_listed([f'*{name}*' for name in names])}.",
        why_passed=lambda name: f"{name} passed the question on to you.",
        why_fallback="You get this because you said yes to being the one I ask last.",
        tried=lambda name: f"I showed an earlier answer, but it was not what {name} needs.",
        reminder="You wanted to be reminded of this question.",
        limits=lambda count: f"At most {_count(count, 'question', 'questions')} a week. Want to stop? `/kollega topics`",
        open_thread="Open thread",
        answer="Answer",
        later="Later",
        after_lunch="After lunch",
        tomorrow="Tomorrow",
        monday="On Monday",
        hand_on="Pass on",
        not_mine="Not my area",
        answered="Thank you for the answer. It stands in the thread.",
        passed="Thank you, I have passed the question on.",
        said_not_mine="Thank you, good to know. I will ask somebody else.",
        lapsed="The question has gone to somebody else.",
        ended="This question needs no answer from you any more. There is an answer, or none is needed.",
        will_remind=lambda at: f"I will remind you {_weekday_day(at)} if nobody has answered by then.",
        pausing="The last two questions were left lying, so I will not ask you again until you say so.",
        ask_again="Ask me again",
        asks_again="Thank you. I will ask you again when it is needed.",
        gone="The question is gone, or you may not read it any more.",
        answer_title="Answer",
        your_answer="Your answer",
        answer_hint=lambda name: f"It will stand in the thread as “Answer from {name}”. You can edit and remove it.",
        send="Send",
        save="Save",
        edit_title="Edit the answer",
        hand_on_title="Pass on",
        to_whom="To whom?",
        nobody_to_ask="Nobody else has agreed to such questions. If you know who can help, write their name in the thread.",
        answer_from=lambda name: f"*Answer from {name}*",
        edit="Edit",
        remove="Remove",
        remove_title="Remove the answer?",
        remove_sure="The answer goes from the thread and from what I keep.",
        not_yours=lambda name: f"Only {name} can change this answer.",
        removed="The answer is removed.",
        asking=lambda quoted: (
            f"Nobody has answered {quoted} yet, so now I am asking a colleague who agreed to such questions. Only you can see this."
        ),
        stop="Ask nobody",
        stopped="Then I will ask nobody. Your question stays in the channel.",
        fallback_channel=lambda name, channel: f"In #{channel} {name} is waiting for an answer. Can anybody here help?",
        fallback_group=lambda group, name: f"{group} {name} is waiting for an answer here. Can one of you help?",
    ),
    topics=TopicTexts(
        mine=lambda names: f"You get questions about {_listed([f'*{name}*' for name in names])} when nobody else has answered.",
        mine_none="You get no questions from me. If you would like to help now and then, choose a topic.",
        how="`/kollega topics +vpn -printers` adds and removes.",
        every=lambda names: f"Topics there are: {', '.join(names)}.",
        every_none="There are no topics yet. A channel's steward can add them.",
        added=lambda names: f"You may now get questions about {_listed([f'*{name}*' for name in names])}.",
        removed=lambda names: f"You will get no more questions about {_listed([f'*{name}*' for name in names])}.",
        unknown=lambda names: f"There is no such topic: {', '.join(names)}.",
        members_only="I send questions to full members of the workspace only.",
        invitation=lambda name, topic, count: (
            f"{name} thinks that you can answer questions about *{topic}*. May I send you such questions "
            f"when nobody else has answered? At most {_count(count, 'question', 'questions')} a week, in your working hours. "
            "You can stop whenever you like."
        ),
        yes="Yes, ask me",
        no="No thanks",
        said_yes=lambda topic: (
            f"Thank you. You may now get questions about *{topic}*. Should you change your mind: `/kollega topics -{topic}`"
        ),
        said_no=lambda topic: f"Then I will not ask you about *{topic}*.",
        new="New topic",
        edit="Change a topic",
        new_title="New topic",
        edit_title="Topic",
        no_longer="Is the topic not needed any more?",
        take_off="Remove the topic",
        taken_off="The topic is removed. Nobody gets questions about it any more.",
        name="What is the topic called?",
        synonyms="Other words for the same thing",
        synonyms_hint="With commas between, in Swedish and English: fjärranslutning, remote access",
        home="Home channel",
        home_hint="All questions in that channel belong to the topic.",
        experts="Whom would you like to invite?",
        experts_hint="I ask them whether they want to. Nobody gets questions without having said yes.",
        save="Save",
        taken="That topic exists already.",
        not_there="That channel cannot be chosen.",
        saved=lambda topic: f"The topic *{topic}* is saved.",
    ),
    settings=SETTINGS_EN,
    digest=Digest(
        title=lambda channel, weeks: f"Weekly digest · #{channel} · {weeks}" if channel else f"Weekly digest · {weeks}",
        weeks=_weeks,
        late=lambda weeks: f"This one is late and covers {_number(weeks)} weeks." if weeks > 1 else "This one is late.",
        good_to_know="Good to know",
        changed="What has changed",
        can_you_help="Can you help?",
        helped=_helped,
        endorsed="An expert endorses the answer.",
        newer=lambda name, question: f"{name} has a newer answer to {question}.",
        taken_back=lambda name, question: f"{_genitive(name)} answer to {question} is no longer confirmed.",
        doubted=lambda name, question: f"It is not certain that {_genitive(name)} answer to {question} still holds.",
        retired=lambda name, question: f"{_genitive(name)} answer to {question} no longer holds.",
        since=_since,
        wondering=lambda count: f"{_number(count)} wonder",
        answer="Answer",
        thanks_asking=_thanks_asking,
        thanks_answering=_thanks_answering,
        and_more=lambda count: f"{_number(count)} more",
        value=_value,
        is_on=lambda channel, at: f"The weekly digest is on in #{channel}. The next one comes on {_weekday_day(at)} at {at:%H:%M}.",
        is_off=lambda channel: f"The weekly digest is off in #{channel}.",
        so_far="This is how it looks so far. Only you can see this.",
        nothing_so_far="So far there is nothing to write about. If it stays so, there will be no digest.",
        you_change_it="You can change that with `/kollega settings`.",
        steward_changes_it="The channel's steward can change that.",
    ),
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
            "inbox": f"{_count(count, 'event', 'events')} from Slack could not be taken care of.",
            "outbox": f"{_count(count, 'message', 'messages')} of mine could not be sent.",
        }.get(queue, f"{_count(count, 'task', 'tasks')} could not be done."),
        more=lambda count: f"… and {count} more",
        what_to_do="Nothing is gone, it is put aside. Whoever runs my server sees what may be wrong with `kollega doctor`, lists it with "
        "`kollega dead`, has it done again with `kollega dead --retry`, and throws it away with `kollega dead --drop`.",
    ),
    masked=_masked,
    help_heading="I am *Kollega*. I find what colleagues have answered already.",
    help_points=(
        "`/ask how do I reset vpn` searches. Only you see the answer.",
        "You can also write to me directly, or mention me in a channel. Then you can go on asking in the thread.",
        "If you ask in a channel where I am at work, and the answer exists, I show it only to you.",
        "Did an answer help? Press *Thanks, that solved it* under My questions, or put ✅ on the answer.",
        "Do you see a good answer? Choose *Mark as answer* in the message's menu.",
        "Would you like to help when nobody else has answered? `/kollega topics` shows what you can be asked about.",
        "`/kollega settings` shows what holds in a channel. Its stewards can change it there.",
        "On my own page, under *Home*, you see your questions. There you can also ask me to be quiet.",
        "`/kollega digest` shows the channel's next weekly digest.",
        "`/kollega privacy` shows what I have kept about you. There you can get a copy, erase it, or stop taking part.",
    ),
)
