# The supervisors' page.
oversight-nav = Oversight
oversight-title = Response times
oversight-period = Reports received { $period }
oversight-table = First contact with the person at risk, by province
oversight-scroll = Wide table: move it sideways to see everything.
oversight-provisional = Provisional: some cases are still running, the figures will change.
oversight-empty = No case in this time.
oversight-province = Province
oversight-n = Cases
oversight-in-time = In time
oversight-late = Late
oversight-missed = Missed so far
oversight-running = Running
oversight-share = Share in time
oversight-median = Half faster than
oversight-p90 = 9 of 10 faster than
oversight-total = All
oversight-definition-title = How it is counted
oversight-definition = Counted from the receipt of the report until the person at risk has been seen or spoken with, out of reach of the alleged perpetrator. Emergency and high need a meeting face to face. Attempts, the family only, or unread messages do not count.
oversight-formula = Share in time = in time / (in time + late + missed so far). Running cases are shown, never counted as good.
oversight-missed-note = Cases not reached count with the time that has passed. Where a percentile falls on such a case the table says “more than”.
oversight-version = Definition, version { $version }
oversight-more-than = more than { $duration }
