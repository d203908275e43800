"""Questions to experts, and the topics, in English."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.asks_words import Asks, TopicTexts
from handlers.texts.english import counted, listed, weekday_dated


def _when(at: datetime, now: datetime) -> str:
    day = f"on {weekday_dated(at)}" if at.date() != now.date() else "today"
    return f"{day} at {at:%H:%M}"


ASKS_EN = Asks(
    asked=lambda name, channel, at: f"*{name}* asks{f' in #{channel}' if channel else ''}, {weekday_dated(at)}:",
    nobody_yet="Nobody has answered yet.",
    why_topics=lambda names: f"You get this because you said yes to questions about {listed([f'*{name}*' for name in names])}.",
    why_passed=lambda name: f"{name} passed the question on to you.",
    why_fallback="You get this because you said yes to being the one I ask last.",
    tried=lambda name: f"I showed an earlier answer, but it was not what {name} needs.",
    reminder="You wanted to be reminded of this question.",
    limits=lambda count: f"At most {counted(count, 'question', 'questions')} a week. Want to stop? `/kollega topics`",
    open_thread="Open thread",
    answer="Answer",
    later="Later",
    two_hours="In two hours",
    next_day="Next working day",
    next_week="Next week",
    hand_on="Pass on",
    not_mine="Not my area",
    on_its_way="Thank you for the answer. It is on its way to the thread.",
    first_on_its_way="The answer that you sent first is on its way to the thread. You can edit it there.",
    answered="Thank you for the answer. It stands in the thread.",
    not_posted="Your answer could not be posted in the thread. If you can read the thread, please write it there yourself.",
    passed="Thank you, I have passed the question on.",
    said_not_mine="Thank you. I will not ask you about this one.",
    lapsed="The question has gone to somebody else.",
    time_up="The time is up; you need do nothing more.",
    asker_stopped=lambda name: f"{name} no longer wants me to ask anybody.",
    closed="This question is closed for you now.",
    ended="This question needs no answer from you any more.",
    will_remind=lambda at, now: f"I will remind you {_when(at, now)} if nobody has answered by then.",
    pausing="You did not get to the last two questions, so I have paused. Press *Ask me again* when you want more.",
    ask_again="Ask me again",
    asks_again="Thank you. I will ask you again when it is needed.",
    gone="The question is gone, or you may not read it any more.",
    answer_title="Answer",
    your_answer="Your answer",
    answer_hint=lambda heading: f"It will stand in the thread as “{heading}”. You can edit and remove it.",
    answer_empty="Please write an answer first.",
    answer_too_long="The answer is too long for one message in Slack. Please shorten it, or make two of it.",
    send="Send",
    save="Save",
    edit_title="Edit the answer",
    hand_on_title="Pass on",
    to_whom="To whom?",
    nobody_to_ask="Nobody else can be asked just now. If you know who can help, write their name in the thread.",
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
    answered_already="There is an answer in the thread already.",
    fallback_channel=lambda name, channel: f"In #{channel} {name} is waiting for an answer. Can anybody here help?",
    fallback_group=lambda group, name: f"{group} {name} is waiting for an answer here. Can one of you help?",
)

TOPICS_EN = TopicTexts(
    mine=lambda names: f"You get questions about {listed([f'*{name}*' for name in names])} when nobody else has answered.",
    mine_none="You get no questions from me. If you would like to help now and then, choose a topic.",
    how=lambda add, drop: f"`/kollega topics +{add}` adds, `/kollega topics -{drop}` removes.",
    every=lambda names: f"Topics there are: {', '.join(names)}.",
    others=lambda names: f"Other topics: {', '.join(names)}.",
    every_none="There are no topics yet. A channel's steward can add them.",
    added=lambda names: f"You may now get questions about {listed([f'*{name}*' for name in names])}.",
    removed=lambda names: f"You will get no more questions about {listed([f'*{name}*' for name in names])}.",
    unknown=lambda names: f"There is no such topic: {', '.join(names)}.",
    belongs=lambda word, topic: f"“{word}” belongs to *{topic}*.",
    members_only="I send questions to full members of the workspace only.",
    invitation=lambda name, topic, count: (
        f"{name} thinks that you can answer questions about *{topic}*. May I send you such questions "
        f"when nobody else has answered? At most {counted(count, 'question', 'questions')} a week, in your working hours. "
        "You can stop whenever you like."
    ),
    yes="Yes, ask me",
    no="No thanks",
    said_yes=lambda topic: f"Thank you. You may now get questions about *{topic}*. Should you change your mind: `/kollega topics -{topic}`",
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
)
