# Advice on staying safe, and the card in large letters to show to somebody.
title-safety = Phone tips
title-help-card = Card

safety-title = Using this page more safely
safety-lead = This page cannot hide everything. A few small things make it harder for others to see.

safety-looked = When somebody looks at your phone
safety-looked-other = If you can, use the phone of a person you trust, or one at school or in a library.
safety-looked-private = Open this page in a private window. Close that window when you have finished.
safety-looked-photos = Photos and recordings may stay in the gallery and online. Delete them in both places.
safety-looked-keyboard = The keyboard may suggest words that you typed before.
safety-looked-code = Do not keep your code on the phone. Write it on paper, without the name of this page.

safety-history = The browser's history
safety-history-one = Open History in the browser. Delete only the lines of this page.
safety-history-all = Deleting every line may make somebody curious.
safety-history-limit = Another device linked to this one may still show traces.

safety-watched = When you think your phone is being watched
safety-watched-signs = The person knows things you told nobody. The phone gets hot, the battery empties fast. Sometimes there is no sign at all.
safety-watched-keep = Do not remove an unknown app in a hurry. Whoever watches may notice and become angry.
safety-watched-other = Use another phone to tell us and to look for help.
safety-watched-passwords = Once you are somewhere safe, change your passwords from another device.

safety-leave = Leaving this page quickly
safety-leave-back = The back button may bring back the page before. Closing the tab is better.

safety-going = When you think of leaving home
safety-going-first = The moment of leaving can be the most dangerous one. Talk to a person you trust before.
safety-going-bag = Keep papers, medicine and a little money in a safe place.
safety-going-word = Agree on a secret word with a neighbour. When they hear it, they call 113.

safety-numbers = Which number to call
safety-numbers-further = Other numbers
safety-numbers-checked = We rang it on { $day }.

safety-child = If you are a child
safety-child-fault = What happened is not your fault.
safety-child-adult = Tell a grown-up you trust: a teacher, a grandparent, a neighbour. If one does not help, tell another.
safety-child-secret = Does somebody make you keep a secret that frightens you? You need not keep that one.
safety-child-111 = Calling 111 is free, by day and by night.
safety-child-page = Read this page in words for children (in Vietnamese)

safety-deaf = If you are deaf, hard of hearing, or speaking is hard
safety-deaf-write = Writing on this page is enough. You do not have to call.
safety-deaf-113 = We have not found a way to text or sign to 113.
safety-deaf-111 = The 111 line also has Zalo 111 and the 111 app.
safety-deaf-card = Open the card in large letters to ask somebody near you

help-card-hint = Show this screen to somebody near you.
help-card-offline = Once open, the card stays on the screen without a connection.
