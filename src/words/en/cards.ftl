# The question about a facility on the report page; the pocket card and the poster to print.
q-facility = At which school, hospital or centre?
q-facility-hint = Leave it empty if at none.
q-facility-staff = Does the one who hurts work there?

title-card = Card
title-poster = Poster
print-how-card = Print on A4, landscape. Cut along the solid lines. Fold along the dashed lines like a fan, with the cover outside.
print-how-poster = Print on A4, portrait. Put it up where everybody sees it.
card-cover = Numbers to remember
card-afraid = Are you afraid? Are you sad?
card-listen = Somebody listens to you.
card-no-name = You do not have to give your name.
card-write = Write here:
card-call = Or call:
card-111 = help for children, free
card-113 = police
card-115 = ambulance
poster-title = Afraid? Sad? Somebody listens.
poster-for = For children and people with disabilities.
poster-open = Scan the picture, or type this address.
poster-write = One sentence is enough. You need not give your name.
poster-help = Somebody reads it and tries to help.
poster-call = Call 111: help for children, free, day and night.
poster-danger = In danger: call 113. Hurt or unconscious: call 115.
picture-address = Picture that opens { $address }
