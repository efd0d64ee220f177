# Today's work, narrowing the list, finding by name, taking back.
today-nav = Today
today-title = Today's work
today-empty = Nothing urgent for today. Take a short rest.
today-due = Overdue, or due within 24 hours
today-promised = What you promised to do
today-answers = Reporters waiting for an answer
today-decisions = Waiting for your office to decide
today-answer = A message has no answer
today-since = waiting for { $duration }
today-waits-decision = The office above has to decide who is responsible
today-waits-closing = Somebody asks to close the case
today-waits-offer = Another office asks you to take the case
today-waits-order = An order has not been acknowledged

queue-narrow = Narrow the list
queue-all = All
queue-whose = Who works on it
queue-whose-mine = My cases
queue-whose-nobody = Nobody's yet
queue-whose-to_do = Mine and nobody's
queue-late = Overdue only
queue-show = Show the list
queue-show-all = Show everything
queue-none-such = There is no such case.

find-nav = Find
find-title = Find a case by a name
find-name = Name of the person at risk or of the person said to do harm
find-hint = A name or its beginning, with or without accents. Only cases of your office are looked through. Each search is written down with your name.
find-button = Find
find-found = { $n } cases found
find-nothing = Nobody of that name in the recent cases of your office.
find-open = Open
find-closed = Closed
error-search-too-short = The name is too short. Please type at least 2 letters.
error-search-too-often = You have searched too often within an hour. Please try again later, or open the case from the list.

undo-button = Take back: { $what }
undo-hint = Within 60 seconds. After that, write a correction.
undone = Taken back at { $time } by whoever entered it. It does not count.
done-undo = Taken back.
error-undo-too-late = This can no longer be taken back: 60 seconds have passed, or somebody else entered it. Please write a correction.
error-undo-moved-more = This has changed a deadline or was sent, so it cannot be taken back. Please write a correction.

desk-offline = Not sent: there is no connection. What you typed is kept in this tab. Press the button again when you are back online.
desk-restored = What you typed before is still here. It has not been sent.
