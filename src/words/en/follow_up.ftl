# Reading answers and writing more.
follow-enter = Enter your code
follow-enter-hint = The code has 16 letters and digits in 4 groups. Capitals do not matter.
follow-open = Open
follow-no-code = I have no code
follow-no-code-text = Just report again. Nobody blames you.
follow-title = What you sent
follow-status = How far it is
status-received = Received. Waiting for somebody to take it.
status-acknowledged = Somebody has taken charge.
status-working = Working on it.
status-contact = The person has been met or spoken with.
status-support = Help is being given.
status-late = This is late. We have told the office above.
status-handover = Being passed on. Until it is accepted { $office } stays responsible.
status-closed = Closed. If it is not right, write. Another office will look again.
opened-by = { $n ->
        [one] { $n } person
       *[other] { $n } people
    } at { $m ->
        [one] { $m } office
       *[other] { $m } offices
    } { $n ->
        [one] has
       *[other] have
    } opened your report.
follow-messages = Messages
follow-no-messages = No message yet. Please come back later.
message-wait = There is a message. Is anybody beside you? Open it when it is safe.
message-mine = You wrote
message-theirs = The person in charge wrote
follow-write = What else would you like to tell us?
follow-write-hint = Short is fine.
more-danger = It is more dangerous now
more-danger-call = If the danger is right now, call 113 first.
follow-more-danger-message = It is more dangerous now than before.
follow-unsent = What you were writing
follow-unsent-hint = Enter your code again; this text stays and can be sent.
follow-ended = The page closed after a while. Please enter your code again.
follow-send = Send
follow-sent = Sent. Thank you.
ask-contacted = Has anybody contacted you or come to help?
contacted-yes = Yes
contacted-no = No
contacted-not_helped = Yes, but it did not help
contacted-unknown = I do not know
contacted-send = Send this answer
contacted-thanks = Thank you. We have noted it.
follow-close = Close
follow-close-hint = Close when you have read it. Enter the code to read again.
follow-closed = Closed. Nothing can be read here now.
