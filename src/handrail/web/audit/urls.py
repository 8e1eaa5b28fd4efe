"""Addresses of the yearly audit, its proof and its fixes."""

from django.urls import URLPattern, path

from handrail.web.audit import about, beginning, benchmark, fixes, home, piles, proof, questions, sending, shoebox, talk

urlpatterns: list[URLPattern] = [
    path("audit", home.audit_home, name="audit-home"),
    path("audit/start", beginning.start_audit, name="audit-start"),
    path("audit/benchmark", benchmark.benchmark, name="audit-benchmark"),
    path("audit/fixes", fixes.plan, name="fixes"),
    path("audit/fixes/<uuid:line>", fixes.fix, name="fix"),
    path("audit/<uuid:audit>", home.audit_overview, name="audit-overview"),
    path("audit/<uuid:audit>/question/<str:question>", questions.question, name="audit-question"),
    path("audit/<uuid:audit>/question/<str:question>/proof", proof.add, name="audit-proof-add"),
    path("audit/<uuid:audit>/proof/<uuid:laid>/off", proof.take_off, name="audit-proof-off"),
    path("audit/<uuid:audit>/note/<uuid:note>", questions.answer_note, name="audit-note"),
    path("audit/<uuid:audit>/binder", piles.binder, name="audit-binder"),
    path("audit/<uuid:audit>/paperwork", piles.paperwork, name="audit-paperwork"),
    path("audit/<uuid:audit>/walk", piles.walk, name="audit-walk"),
    path("audit/<uuid:audit>/talk", talk.people, name="audit-talk"),
    path("audit/<uuid:audit>/talk/<uuid:person>", talk.one_talk, name="audit-talk-with"),
    path("audit/<uuid:audit>/facts", about.facts, name="audit-facts"),
    path("audit/<uuid:audit>/days", about.days, name="audit-days"),
    path("audit/<uuid:audit>/cover", about.cover, name="audit-cover"),
    path("audit/<uuid:audit>/check", sending.before_sending, name="audit-check"),
    path("audit/<uuid:audit>/send", sending.send, name="audit-send"),
    path("audit/<uuid:audit>/receipt/<int:round>", sending.receipt, name="audit-receipt"),
    path("audit/<uuid:audit>/package/<int:round>.json", sending.package, name="audit-package"),
    path("audit/<uuid:audit>/copy.pdf", sending.printed_copy, name="audit-copy"),
    path("audit/<uuid:audit>/undo-start", beginning.undo, name="audit-undo-start"),
    path("audit/<uuid:audit>/withdraw", sending.withdraw_audit, name="audit-withdraw"),
    path("shoebox", shoebox.shoebox, name="shoebox"),
    path("shoebox/<uuid:evidence>", shoebox.sort_piece, name="shoebox-sort"),
    path("shoebox/<uuid:evidence>/remove", shoebox.remove_piece, name="shoebox-remove"),
    path("proof/<uuid:evidence>/fix", fixes.from_picture, name="picture-fix"),
    path("proof/<uuid:evidence>/file", proof.file, name="proof-file"),
]
