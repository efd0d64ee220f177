// Every page that a browser test opens, in one place: a new page is one more line.
'use strict';

// The wordings of public pages, as marks of an address; Vietnamese needs none. What the binary does not speak yet is passed over (see `voices`).
exports.VOICES = { vi: '', en: 'lang=en', easy: 'read=easy', child: 'for=child' };

// Public pages: address, status.
exports.PUBLIC = [
  ['/', 200],
  ['/report', 200],
  ['/report?short=1', 200],
  ['/report?category=support_need', 200],
  ['/report?danger=yes', 200],
  ['/report?for=child', 200],
  ['/report?for=carer', 200],
  ['/follow-up', 200],
  ['/safety', 200],
  ['/privacy', 200],
  ['/accessibility', 200],
  ['/about', 200],
  ['/help-card', 200],
  ['/nothing-is-here', 404],
  ['/card/26740', 200],
  ['/poster/26740', 200],
];

// The address `place` in the wording of `mark`.
exports.marked = (place, mark) => (mark ? `${place}${place.includes('?') ? '&' : '?'}${mark}` : place);

// Does `act` in every wording, all at once: most of the time is waiting.
exports.inEveryVoice = (voices, act) => Promise.all(Object.entries(voices).map(([voice, mark]) => act(voice, mark)));

// Pages behind the sign-in: who opens them, address. `{case}` is the case of the report that the tests sent.
exports.STAFF = [
  ['lead', '/desk'],
  ['lead', '/desk?severity=high&whose=to_do&late=yes'],
  ['lead', '/desk/today'],
  ['lead', '/desk/find'],
  ['lead', '/desk/duty'],
  ['lead', '/desk/help'],
  ['lead', '/desk/account'],
  ['lead', '/desk/cases/{case}'],
  ['supervisor', '/oversight'],
  ['supervisor', '/oversight/facilities'],
  ['supervisor', '/desk'],
  ['operator', '/desk/hotline'],
  ['operator', '/desk/hotline/report'],
  ['province', '/admin/registers'],
  ['administrator', '/admin'],
  ['administrator', '/admin/offices?q=26740'],
  ['administrator', '/admin/offices/ubnd-26740'],
  ['administrator', '/admin/people'],
  ['administrator', '/admin/people/{person}'],
  ['administrator', '/admin/duty'],
  ['administrator', '/desk/invitation?t=void'],
  ['lead', '/desk/confirmations'],
  ['lead', '/desk/forgotten'],
  ['lead', '/desk/new-password?t=void'],
];
