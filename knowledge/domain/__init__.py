"""The ground: pure rules on plain values. No I/O, no clock, no SQL, no Slack, no models."""
