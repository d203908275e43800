"""The doors: Slack in (`door`, `events`, one file per thing that a person does), Slack out (`messenger`, `outgoing`)."""
