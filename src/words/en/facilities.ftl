# Facilities: schools, hospitals, centres; cases that repeat; the list of cards and posters to print.
because-facility-owned = { $owner ->
    [commune] It concerns people who work at a facility of the commune. The commune must not know.
    [province_health] It concerns people who work at a facility under the health department. That department must not know.
    [province_education] It concerns people who work at a facility under the education department. That department must not know.
    [province_police] It concerns people who work at a facility of the police. The police must not know.
    [province_committee] It concerns people who work at a facility under the provincial People's Committee. No office of the province may know.
    [ministry] It concerns people who work at a facility of a ministry. The ministry desk takes it.
    [religious] It concerns people who work at a religious facility. The commune knows them and must not know.
   *[private] It concerns people who work at a private facility. The commune knows them and must not know.
}

facility-kind-hospital = Hospital
facility-kind-health_station = Health station
facility-kind-social_facility = Social assistance facility
facility-kind-shelter = Shelter
facility-kind-school = School
facility-kind-commune_police = Commune police
facility-kind-border_post = Border guard post

case-facility = Facility
case-facility-typed = Facility, as the reporter wrote it
case-facility-maybe = Perhaps
case-cluster = This may be happening again: { $n } cases at { $facility } in the past 12 months.
case-cluster-care = Only your office sees this. Do not tell the facility, the commune or whoever owns it.

clusters-title = Facilities with several cases
clusters-lead = Two or more cases at one facility in the past 12 months. It may be happening again, or it may not.
clusters-care = Only cases that you may see are counted. Do not tell the facility, the commune or whoever owns it.
clusters-empty = No facility has two or more cases that you may see.
clusters-opened = Received { $time }
clusters-closed = Received { $time }, closed

admin-facilities-lead = Open a page and print it. Anybody can see and print them without signing in.
admin-facilities-provinces = Choose a province
admin-facilities-communes = Communes
admin-facilities-list = Schools, hospitals, centres
admin-facilities-none = No facility is registered yet.
admin-facilities-card = Card
admin-facilities-poster = Poster
