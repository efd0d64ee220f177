# Administration: what every page of it shares.
admin-nav = Administration
