# What every public page and the start page say.
brand = Lắng Nghe
skip = To the main part
lang-other = Tiếng Việt
voices = Choose how to read
voices-kept = Change how to read; what you wrote stays. Files must be chosen again.
voice-vi = Tiếng Việt
voice-en = English
voice-easy = Dễ đọc
voice-child = Dành cho trẻ em
nav-home = Start
nav-report = Report
nav-more = Read more
nav-safety = Staying safe
nav-privacy = What we keep, who may see it
nav-accessibility = For everybody
nav-about = What Lắng Nghe is
clip-title = Watch in sign language
clip-text = The film says what is written on this page.

title-start = Start
title-report = Write
title-received = Sent
title-follow-up = Read
title-not-found = No such page
title-error = Not finished
title-sign-in = Sign in

start-title = Tell us what is happening
start-lead = Is somebody being hurt, abandoned or treated badly? Tell us here. You do not have to give your name.
start-for-whom = For children and people with disabilities. For yourself or for somebody else.
start-not-sure = You do not need to be sure. Being worried is enough.
start-what-next = Somebody reads it and tries to help. You read the answer here with a private code.
start-button = Report
start-button-hint = About 3 minutes. You may skip any question.
start-follow-up = I already have a code
start-cannot-cope = I am afraid I cannot keep my child, or cannot go on caring
start-doors = Or choose this way
door-beside = The person who hurts is near me
door-beside-hint = A very short page. One sentence is enough.
door-child = I am a child
door-child-hint = There is a page for you, in easy Vietnamese.
door-cope-hint = Nobody blames you. Tell us, to get help.
door-code-hint = Read answers, write more.
start-good-faith = A report asks somebody to look. It accuses nobody.
start-calm = Take your time and tell us

anon-title = You may stay unnamed
anon-body = Without your name we do not know who you are. This page does not keep your network address or device.
anon-limit = But your story, voice or pictures may let people near you guess.
anon-named = If you leave a name or number, only the person in charge may see it, and every look is recorded.
anon-never-told = We never tell the family or the person who hurts who reported.
anon-duty = If somebody is in danger we must try to protect them. Then we cannot keep it quiet, even if you would rather we did.
anon-device = The phone may keep traces of this page. If somebody checks it, use the phone of a person you trust.

leave = Leave this page
leave-title = When somebody comes near
leave-what = This opens another page at once and drops what you wrote. It does not remove every trace on the phone.
leave-button-name = The button “Leave this page” is at the top of every page.
leave-keys = Or press Shift three times (computer).
leave-watched = Some apps can watch everything on a phone. If you suspect it, use another one.

not-found-title = There is no such page
not-found-text = The address may be mistyped. Go to the start page, or write to us now.
error-title = Not finished, please try again
error-text = The mistake is ours, not yours.
error-call = If it is urgent, call one of the numbers at the top.
back-home = To the start page
