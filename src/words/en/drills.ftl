# Drills.
drills-nav = Drills
