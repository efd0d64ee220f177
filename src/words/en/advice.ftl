# Advice on staying safe, and the card in large letters to show to somebody.
title-safety = Phone tips
title-help-card = Card

safely-title = Using this page more safely
safely-lead = This page cannot hide everything. A few small things make it harder for others to see.

safely-looked = When somebody looks at your phone
safely-looked-other = If you can, use the phone of a person you trust, or one at school or in a library.
safely-looked-private = Open this page in a private window. Close that window when you have finished.
safely-looked-photos = Photos and recordings may stay in the gallery and online. Delete them in both places.
safely-looked-keyboard = The keyboard may suggest words that you typed before.
safely-looked-code = Do not keep your code on the phone. Write it on paper, without the name of this page.

safely-history = The browser's history
safely-history-one = Open History in the browser. Delete only the lines of this page.
safely-history-all = Deleting every line may make somebody curious.
safely-history-limit = Another device linked to this one may still show traces.

safely-watched = When you think your phone is being watched
safely-watched-signs = The person knows things you told nobody. The phone gets hot, the battery empties fast. Sometimes there is no sign at all.
safely-watched-keep = Do not remove an unknown app in a hurry. Whoever watches may notice and become angry.
safely-watched-other = Use another phone to tell us and to look for help.
safely-watched-passwords = Once you are somewhere safe, change your passwords from another device.

safely-leave = Leaving this page quickly
safely-leave-back = The back button may bring back the page before. Closing the tab is better.

safely-going = When you think of leaving home
safely-going-first = The moment of leaving can be the most dangerous one. Talk to a person you trust before.
safely-going-bag = Keep papers, medicine and a little money in a safe place.
safely-going-word = Agree on a secret word with a neighbour. When they hear it, they call 113.

safely-numbers = Which number to call
safely-numbers-further = Other numbers
safely-numbers-checked = We rang it on { $day }.

safely-child = If you are a child
safely-child-fault = What happened is not your fault.
safely-child-adult = Tell a grown-up you trust: a teacher, a grandparent, a neighbour. If one does not help, tell another.
safely-child-secret = Does somebody make you keep a secret that frightens you? You need not keep that one.
safely-child-111 = Calling 111 is free, by day and by night.
safely-child-page = Read this page in words for children (in Vietnamese)

safely-deaf = If you are deaf, hard of hearing, or speaking is hard
safely-deaf-write = Writing on this page is enough. You do not have to call.
safely-deaf-113 = We have not found a way to text or sign to 113.
safely-deaf-111 = The 111 line also has Zalo 111 and the 111 app.
safely-deaf-card = Open the card in large letters to ask somebody near you

help-card-hint = Show this screen to somebody near you.
help-card-offline = Once open, the card stays on the screen without a connection.
