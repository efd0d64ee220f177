# Subjects of alerts: there is work and by when, nothing more.
mail-new = Lắng Nghe: new work, due { $time }
mail-overdue = Lắng Nghe: one item is { $duration } overdue
