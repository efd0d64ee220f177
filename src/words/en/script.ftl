# What the script of the page says: parts, the draft, places, files. Without script nobody sees it.
# %1, %2: filled in by the script.
script-cover = Read on
script-next = Next
script-back = Back
script-step = Part { $at } of { $all }
script-restored = What you wrote before is still here.
script-drop = Drop it and start again
script-wiped = You have not typed for a while. What you wrote was wiped, to keep it private.
script-places = { $n } places to choose from. Press the down arrow to hear them.
script-place-list = Places that you may mean
script-position-is = Your position was noted: { $place }.
script-position-drop = Take this position back
script-file-sending = Sending: { $name }
script-file-kept = Received: { $name }
script-file-failed = Not sent: { $name }.
script-file-remove = Remove this file
script-file-again = Send again
script-wait = A file is still being sent. Please wait a little, or remove it and press Send.
error-network = Not sent, no connection. What you wrote is still here. Press Send again later.
