"""Slack's error codes in words for the person on the page."""

WORDS = {
    "account_inactive": "This person is deactivated.",
    "action_not_found": "That button is no longer there.",
    "already_archived": "The channel is archived already.",
    "already_in_channel": "They are in the channel already.",
    "already_reacted": "You have reacted with that already.",
    "app_uninstalled": "The app is no longer installed.",
    "cant_delete_message": "You can delete your own messages only.",
    "cant_invite": "Nobody can be invited here.",
    "cant_kick_from_general": "Nobody can be removed from here.",
    "cant_update_message": "You can edit your own messages only.",
    "channel_not_found": "There is no such conversation, or you cannot see it.",
    "dispatch_failed": "The app is not connected.",
    "invalid_json": "The request could not be read.",
    "invalid_name": "That name cannot be used.",
    "invalid_order": "That fault cannot be ordered.",
    "invalid_post_type": "The request must be JSON.",
    "invalid_time": "That is no moment in time.",
    "invalid_timezone": "There is no such time zone.",
    "is_archived": "The channel is archived.",
    "message_not_found": "The message is gone.",
    "method_not_supported_for_channel_type": "That cannot be done in this conversation.",
    "name_taken": "There is a channel of that name already.",
    "no_reaction": "You have not reacted with that.",
    "no_text": "The message is empty.",
    "not_archived": "The channel is not archived.",
    "not_found": "That view is closed.",
    "not_in_channel": "Not a member of this channel.",
    "operation_timeout": "The app did not answer in time.",
    "restricted_action": "Guests cannot do that.",
    "thread_not_found": "The thread is gone.",
    "unknown_command": "The app has no such command.",
    "unknown_shortcut": "The app has no such shortcut.",
    "unknown_verb": "Nothing of that name can be done here.",
    "user_not_found": "There is no such person.",
}


def in_words(code: str) -> str:
    return WORDS.get(code) or f"Slack said no: {code.replace('_', ' ')}."
