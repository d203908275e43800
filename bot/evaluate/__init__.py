"""What `kollega evaluate` needs besides the services: data sets read from their files, and bases of its own.

- `data`: folders in, data sets out
- `bases`: an empty base, gone afterwards
- `retrieval`: one data set put into a base and searched
- `machine`: what it is measured on
- `suggestions`: one workplace lived through
"""
