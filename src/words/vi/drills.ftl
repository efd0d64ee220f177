# Diễn tập.
drills-nav = Diễn tập
