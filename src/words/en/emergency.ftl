# The numbers to call in danger: at the top of every public page.
emergency-title = In danger now? Call
emergency-113 = Police: somebody is being hit or threatened
emergency-115 = Ambulance: badly hurt, unconscious, poisoned
emergency-111 = Child protection line: free, day and night
emergency-114 = Rescue: fire, drowning, somebody trapped
emergency-113-short = Police
emergency-115-short = Ambulance
emergency-111-short = Children
emergency-114-short = Rescue
emergency-not-service = This is not an emergency line. At night nobody may read it at once.
emergency-call-trace = The call stays in the phone's call list.
emergency-card-link = I cannot speak or hear
emergency-card = I need help. I cannot hear or speak. Please call 113 for me.
