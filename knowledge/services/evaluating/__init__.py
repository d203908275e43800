"""Measuring Kollega on labelled data, by the same services and storage that answer people.

- `measures`: figures of a ranking, and how far chance may move them
- `retrieval`: whether what is right stands high in the order of a search
- `filling`: a base made from texts that no conversation holds
- `suggestions`: whether what is suggested unasked is right
- `replaying`: a workplace lived through again, each message at its own moment
- `speed`: how long people wait
- `made_up`, `made_up_base`: a base of any size that nobody wrote
- `stages`: how far a measure is
"""
