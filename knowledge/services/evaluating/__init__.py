"""Measuring Kollega on labelled data, by the same services and storage that answer people.

- `measures`: figures of a ranking, and how far chance may move them
- `retrieval`: whether what is right stands high in the order of a search
"""
