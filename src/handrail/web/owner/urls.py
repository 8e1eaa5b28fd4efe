"""Addresses of this audience."""

from django.urls import path

from handrail.web.owner import cycle, firm, home, money, partner, people, sharing, starting, system, training

urlpatterns = [
    path("start", starting.start, name="start"),
    path("start/answer", starting.answer, name="start-answer"),
    path("start/keep", starting.keep, name="start-keep"),
    path("today", home.home, name="owner-home"),
    path("firm", firm.firm, name="firm"),
    path("firm/change", firm.change, name="firm-change"),
    path("firm/accounts/add", firm.add_account, name="account-add"),
    path("firm/accounts/<uuid:account_id>", firm.change_account, name="account-change"),
    path("firm/accounts/<uuid:account_id>/remove", firm.remove_account, name="account-remove"),
    path("firm/sites/add", firm.add_site, name="site-add"),
    path("firm/sites/<uuid:site_id>/end", firm.end_site, name="site-end"),
    path("people", people.people, name="people"),
    path("people/add", people.add, name="person-add"),
    path("people/<uuid:person_id>", people.person, name="person"),
    path("people/<uuid:person_id>/name", people.rename, name="person-rename"),
    path("people/<uuid:person_id>/end", people.end, name="person-end"),
    path("people/<uuid:person_id>/times/add", people.add_spell, name="spell-add"),
    path("people/<uuid:person_id>/times/<uuid:spell_id>", people.change_spell, name="spell-change"),
    path("people/<uuid:person_id>/times/<uuid:spell_id>/remove", people.remove_spell, name="spell-remove"),
    path("training", training.training, name="training"),
    path("training/record", training.record, name="training-record"),
    path("training/<uuid:training_id>/remove", training.remove, name="training-remove"),
    path("training/courses/<uuid:session_id>", training.enrol, name="enrol"),
    path("training/seats/<uuid:enrolment_id>/give-back", training.give_back, name="seat-give-back"),
    path("send", sharing.send, name="send"),
    path("links/<uuid:link>/take-back", sharing.take_back, name="link-take-back"),
    path("partner", partner.partner, name="partner"),
    path("partner/applications/<uuid:application_id>/take-back", partner.take_back, name="application-take-back"),
    path("system", system.system, name="system"),
    path("system/manual.pdf", system.printed, name="manual-pdf"),
    path("system/<slug:key>", system.section, name="section"),
    path("system/<slug:key>/sign", system.sign, name="section-sign"),
    path("cycle", cycle.cycle, name="cycle"),
    path("money", money.money, name="money"),
    path("money/<uuid:account_id>/<int:year>", money.change, name="money-change"),
]
