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
message-wait-some = There are { $n } messages. Is anybody beside you? Open one when it is safe.
message-open = Read the message
message-open-n = Read message { $n }
message-open-newest = Read message { $n }, the newest
message-fold = Fold it away
message-hide = Hide this for good
message-hide-hint = Once hidden it cannot be opened here again. The person in charge is not told that you read it or hid it.
message-hidden = That message is hidden.
message-mine-count = You have sent { $n ->
        [one] { $n } message
       *[other] { $n } messages
    }
message-mine-hint = What you wrote does not stand open here. Press to see it again when nobody is beside you.
message-mine-open = See my message { $n }
more-danger-title = Is it getting worse?
more-danger-hint = Press this button to tell the person in charge again. At night nobody may read it at once.
more-danger-done = We have it. This is an emergency now and is told again at once.
follow-rarely = When you need it
sent-as-other = Change how to reach me, or take something back
sent-as-legend = This message is to
sent-as-hint = Somebody else may be holding your phone. So we check before we act on it. The old way to reach you stays.
sent-as-message = Say more
sent-as-contact = Change how to reach me
sent-as-withdrawal = Take back what I told
code-known = Somebody else knows my code
code-known-text = Press this and the code is locked at once, on every device. After that you cannot read anything here either. The person in charge will know not to write here any more.
code-known-button = Lock this code
code-known-title = Locked
code-known-done = The code is locked. Nothing can be read here. Help goes on.
code-known-next = Whoever enters that code is only told that it is not right.
code-known-again = Report again to get another code
objection-title = Is it not right?
objection-text = You can ask another office to look again, for 30 days after the closing.
objection-write = What is not right?
objection-write-hint = You do not have to write anything.
objection-button = Please look again
objection-only-write = Only send a message
objection-done = We have it. The office above will look at this again.
objection-late-title = If something happens again
objection-late = This was closed more than 30 days ago. Please report again. You can say that you reported before.
title-receipt = Confirmation
receipt-ask = A confirmation that you reported
receipt-ask-text = It shows the day, the office and the case code only. It does not say what you told. Take it only when nobody is beside you.
receipt-button = Show the confirmation
receipt-title = Confirmation of a report
receipt-says = We confirm that a report was received on { $day }.
receipt-office = Received by
receipt-day = Day received
receipt-check = To check it, ask the office that received it. The case code and the day must agree with their records. This paper holds no content and does not say who reported.
receipt-print = Print this page, or copy the three lines above by hand.
receipt-print-button = Print this page
receipt-care = Whoever sees this paper knows that somebody reported. Keep it hidden.
received-call = If you need to telephone and ask
code-way-copy = Copy the code.
code-way-copy-risk = The phone may remember what was copied. Somebody who pastes will see it.
code-way-copy-button = Copy the code
code-way-copied = Copied
code-way-print = Print this page. Only the code is printed, not the name of the page.
code-way-print-risk = A shared printer may keep the print.
code-way-print-button = Print the code
code-way-file = Save it as a text file. The file holds only the code.
code-way-file-risk = The file stays on the phone, among the downloads.
code-way-file-button = Save the file
stop-title = Have you written the code on paper?
stop-text = Once you leave this page the code is not shown again.
stop-go = Yes, go on
stop-back = Not yet, show me the code
stop-go-without = Go on without the code
stop-back-after-all = Show me the code again
code-no-keep-again = You can report again at any time.
new-code-title = Change to a new code
new-code-why = The old code was read out to you, so somebody else knows it. Once you press the button, only this new code opens the page.
new-code-kept = I have kept the new code
new-code-until = Until you press this button, the old code can still be used to change it.
