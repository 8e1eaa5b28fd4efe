"""What the phone's page says. It is drawn by scripts without signal, so its words travel with it.

`{name}` is filled in on the phone; `one|many` is chosen there by the number n.
"""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return {**_home(), **_form(), **_pictures(), **_signing(), **_reading(), **_waiting(), **_showing(), **_offline()}


def _home() -> dict[str, str]:
    return {
        "now": _("{time}, {day}"),
        "talk": _("Talk"),
        "hazards": _("Hazards"),
        "inspect": _("Site check"),
        "close_call": _("Close call"),
        "more": _("More"),
        "keep_what": _("What do you want to keep?"),
        "officer": _("Show the officer"),
        "hurt": _("Somebody is hurt"),
        "no_work": _("Rained out, no work today"),
        "no_work_sure": _(
            "One record is kept for today. Still no work?|{n} records are kept for today. Still no work?"
        ),
        "no_work_yes": _("No work today"),
        "no_work_said": _("No work today. That day asks for nothing."),
        "go_on": _("Go on with what you began at {time}: {what}"),
        "more_begun": _("and one more begun|and {n} more begun"),
        "last_kept": _("Kept last"),
        "all_kept": _("All of the last 30 days"),
        "kept_heading": _("One record of the last 30 days|{n} records of the last 30 days"),
        "nothing_kept": _("Nothing kept in the last 30 days"),
        "nothing_kept_more": _("A gap stays a gap and will not sink you. Today needs one thing: a talk, 30 seconds."),
        "with": _("one person|{n} people"),
        "waits": _("waits on this phone"),
        "first_visit": _("Getting the book"),
        "first_visit_more": _("The first visit needs signal for a moment. After that this page works without."),
        "home": _("Back to the start"),
        "back": _("Back"),
        "not_here": _("This is not on this phone any more"),
        "broken": _("This page could not be drawn. What you kept is safe on this phone."),
        "no_storage": _("This browser keeps nothing"),
        "no_storage_more": _("It may be a private window, or the phone is full. Open the page in an ordinary window."),
        "leave": _("Leave it"),
    }


def _pictures() -> dict[str, str]:
    return {
        "photos": _("Pictures"),
        "photos_count": _("One picture|{n} pictures"),
        "photo_take": _("Take a picture"),
        "photo_pick": _("Choose from the phone"),
        "photo_drop": _("Take out picture {n}"),
        "cover": _("Cover what nobody else needs to see"),
        "cover_lead": _("Draw over it with a finger. What is covered never leaves this phone."),
        "cover_hurt": _(
            "Somebody was hurt: draw over faces, skin and anything private. What is covered never leaves this phone."
        ),
        "cover_of": _("The picture to draw over"),
        "cover_part": _("Cover part of picture {n}"),
        "cover_keep": _("Keep it covered"),
        "cover_none": _("There is nothing to cover"),
        "cover_as_is": _("Keep it as it is"),
        "cover_undo": _("Take the last one back"),
        "cover_leave": _("Leave it as it was"),
        "cover_out": _("Leave this picture out"),
        "cover_failed": _("This phone could not keep it covered. Try once more, or leave this picture out."),
        "unseen": _("This cannot be shown here"),
        "unseen_more": _(
            "Of this kind of record no picture goes before somebody looked at it. Take it anew with this phone's camera, "
            "or leave it out; the owner can add a file on the firm's own pages."
        ),
        "unseen_anew": _("Take it anew"),
        "making": _("The picture is being made ready, then this is saved."),
        "photo_unread": _("{name} could not be read. Take or choose it once more, or save without it."),
        "sheet_heading": _("{kind}: the filled sheet"),
        "sheet_lead": _(
            "Take a picture of the whole sheet, names and signatures too. Then type the few things below; the picture "
            "says the rest."
        ),
        "sheet_day": _("Which day stands on it?"),
        "sheet_time": _("Time (if you like)"),
        "sheet_more": _("More from the sheet, if you like"),
        "sheet_missing": _("No sheet at hand? Fill it in here instead"),
        "elsewhere": _("This form is not kept on a phone"),
        "elsewhere_more": _(
            "It belongs to the desk: sign in with an account of your own to send the sheet in, or hand the paper to the "
            "owner, who adds it under Records."
        ),
        "elsewhere_sign_in": _("Sign in and send the sheet"),
        "taken_on": _("Taken on {day}"),
    }


def _form() -> dict[str, str]:
    return {
        "place": _("Where?"),
        "when": _("{day}, {time}"),
        "day": _("Day"),
        "time": _("Time"),
        "late": _("This day has passed. The record says that it was written later, and that is all right."),
        "optional": _("{label} (if you like)"),
        "yes": _("Yes"),
        "no": _("No"),
        "speak": _("Speak instead"),
        "listening": _("Listening"),
        "speak_failed": _("Could not hear. Type instead"),
        "defects": _("Anything to fix?"),
        "defect_add": _("Add a thing to fix"),
        "defect_what": _("Thing {n} to fix: what is wrong?"),
        "defect_who": _("Who fixes it"),
        "defect_due": _("By when"),
        "defect_drop": _("Take this one out"),
        "paper_on": _("It is on another firm's form"),
        "paper_off": _("It is our own after all"),
        "paper_lead": _("Take a picture of the sheet. It counts like our own."),
        "paper_of": _("Whose form is it?"),
        "paper_of_hint": _("Such as the general contractor's name."),
        "paper_unnamed": _("Another firm's"),
        "paper_heading": _("Another firm's form"),
        "paper_more": _("The general contractor's sheet with your crew's names on it counts, too."),
        "paper_signed": _("Who of ours signed it?"),
        "paper_kind": _("{kind} on another firm's form"),
        "save": _("Save"),
        "discard": _("Throw this draft away"),
        "discard_sure": _("Throw this draft away? It was not saved yet."),
        "discard_change": _("Throw this change away"),
        "discard_change_sure": _("Throw this change away? The record stays as it was kept."),
        "change_heading": _("Change: {kind}"),
        "save_so": _("Save as it is"),
        "go_back": _("Go back"),
        "mend": _("One thing to put right|{n} things to put right"),
        "day_missing": _("Give the day it happened."),
        "day_ahead": _("That day has not come yet. Give the day it happened."),
        "title_missing": _("Tap a subject, or write a few words."),
        "paper_missing": _("Take a picture of the paper first."),
        "choose_missing": _("Choose an answer."),
        "words_missing": _("Write a few words here."),
        "saved_word": _("Saved"),
        "saved": _("Saved on this phone"),
        "saved_needed": _("{kind} {count}. You need {needed} across the year."),
        "saved_count": _("{kind} {count} in the last twelve months."),
        "saved_restricted": _(
            "{kind}: only the owner reads it, and whoever the owner lets help. This phone does not show it."
        ),
        "saved_changed": _("{kind}: changed on this phone. What it said before stays in its history."),
    }


def _signing() -> dict[str, str]:
    return {
        "who_was_there": _("Who was there?"),
        "who_signs": _("Who signs for it?"),
        "who_keeps": _("Who keeps this record?"),
        "signed_count": _("One signed|{n} signed"),
        "sign_round": _("Pass the phone around to sign"),
        "sign_these": _("Let this one sign|Let these {n} sign, one after another"),
        "crew_tap": _("Tap who is here, then let them sign."),
        "crew_same": _("The same {n} as last time"),
        "nobody_there": _("Nobody is on this record. Save it so?"),
        "nobody_keeps": _("Nobody is named on this record. Save it so?"),
        "sign_self": _("Sign it"),
        "sign_here": _("{name}: sign here"),
        "sign_them": _("Let them sign"),
        "somebody_else": _("Somebody who is not in the list"),
        "their_name": _("Name"),
        "turn": _("{place} of {of}"),
        "pad_of": _("Space for the signature of {name}"),
        "signed": _("Signed"),
        "clear": _("Clear"),
        "absent": _("Not here today"),
        "present": _("Here, does not sign"),
        "stop_signing": _("Stop signing"),
        "part_signed": _("signed"),
        "part_present": _("there, did not sign"),
        "part_absent": _("not here today"),
        "part_change": _("Change"),
        "part_drop": _("Remove"),
    }


def _reading() -> dict[str, str]:
    return {
        "record_waits": _("It goes by itself when there is signal, and stays here until it has arrived."),
        "record_mend": _("It waits on this phone: something has to be put right before it can go."),
        "record_arrived": _("It has arrived."),
        "record_aside": _(
            "Somebody changed this record meanwhile, so what you wrote was set beside it. The owner decides what stands."
        ),
        "record_pictures_wait": _("One picture still waits on this phone.|{n} pictures still wait on this phone."),
        "record_paper": _("On another firm's form: {whose}"),
        "record_not_whole": _(
            "The book carries the newest records whole. What this one says stands on the firm's pages."
        ),
        "people_heading": _("Who was there"),
        "fixes_heading": _("One thing to fix|{n} things to fix"),
        "fix_done": _("done {day}"),
        "fix_due": _("by {day}"),
        "kept_by": _("Kept by {name}."),
        "change": _("Change this record"),
        "change_on": _("Go on changing this record"),
        "change_not": _("Only the phone that kept a record can change it here, and only as nobody changed it since."),
    }


def _waiting() -> dict[str, str]:
    return {
        "strip_done": _("Everything has arrived"),
        "strip_waiting": _("One waiting|{n} waiting"),
        "strip_mend": _("One to put right before it can go|{n} to put right before they can go"),
        "strip_tried": _("last tried {time}"),
        "strip_untried": _("not tried yet"),
        "strip_pictures": _("One picture waiting|{n} pictures waiting"),
        "strip_shut": _("this phone is not let in"),
        "strip_removed": _("this phone was removed"),
        "strip_removed_seat": _("this account keeps no records for the firm any more"),
        "strip_removed_out": _("signed out on this phone"),
        "with_pictures": _(", with one picture|, with {n} pictures"),
        "no_signal": _("No signal."),
        "waiting_heading": _("One thing waits on this phone|{n} things wait on this phone"),
        "waiting_pictures": _("One picture waits on this phone|{n} pictures wait on this phone"),
        "waiting_tried": _("Last tried {time}. It goes by itself when there is signal."),
        "waiting_untried": _("Not tried yet. It goes by itself when there is signal."),
        "waiting_none": _("Nothing waits on this phone."),
        "item_photo": _("Picture {name}"),
        "item_no_work": _("No work, {day}"),
        "send_now": _("Send now"),
        "export": _("Save what waits as a file"),
        "export_more": _("The file stays on this phone; hand it to the owner when it cannot be sent."),
        "mend_it": _("Put it right"),
        "not_taken": _("The server could not take this in, several times. The rest goes on. Try it again later."),
        "try_again": _("Try it as it is"),
        "throw_away": _("Throw it away"),
        "throw_away_sure": _("Throw this away? It has not arrived."),
        "shut_out": _("This phone is not let in"),
        "shut_out_more": _(
            "What waits stays on this phone, and you can go on keeping. Ask the owner for a code, or sign in: then it goes."
        ),
        "home_shut": _("This phone shows nothing of the firm"),
        "removed": _("The owner removed this phone"),
        "removed_more": _(
            "It shows nothing of the firm any more. What waits stays on it, and so does what you began: "
            "ask the owner for a code, and it goes. Or save what waits as a file."
        ),
        "removed_seat": _("This account keeps no records for the firm any more"),
        "removed_seat_more": _(
            "This phone shows nothing of the firm any more. What waits stays on it, and so does what you began: "
            "ask the owner to let you in again, and it goes. Or save what waits as a file."
        ),
        "removed_out": _("Signed out on this phone"),
        "removed_out_more": _(
            "It shows nothing of the firm until you sign in again. What waits stays on it, and so does what you began: "
            "sign in, and it goes."
        ),
        "see_waiting": _("See what waits"),
        "pair": _("Type the owner's code"),
        "sign_in": _("Sign in"),
    }


def _showing() -> dict[str, str]:
    return {
        "call": _("Call {number}"),
        "at_once": _("Reported at once, by phone"),
        "scene": _("What must not be touched"),
        "hurt_first": _("Help first, then call"),
        "hurt_place": _("The last job kept here: {place}. Say where you are."),
        "officer_heading": _("{firm}, for the officer"),
        "officer_as_of": _("As of {day}, {time}, and what this phone kept since."),
        "sheet_today": _("Hazard sheet of today"),
        "sheet_none_today": _("No hazard sheet of today; the last one"),
        "sheet_none": _("No hazard sheet is kept here yet"),
        "signed_by": _("There: {names}"),
        "tickets": _("Tickets"),
        "tickets_none": _("No tickets are on record."),
        "ticket_until": _("good until {day}"),
        "ticket_ended": _("ended {day}"),
        "ticket_taken": _("taken {day}"),
        "plan": _("Emergency plan"),
        "plan_file": _(
            "The emergency plan is a file of its own, page {page} of the firm's written system. It is not on this "
            "phone; the owner can show or send it."
        ),
        "plan_none": _("The emergency plan is not on this phone; the owner can show it."),
    }


def _offline() -> dict[str, str]:
    return {
        "offline": _("What works without signal"),
        "offline_heading": _("What works without signal"),
        "offline_works": _("Works"),
        "offline_1": _("Keeping any record in the list, with pictures and signatures. Each change is kept at once."),
        "offline_2": _("Reading the records of the last 30 days, and changing those that this phone kept."),
        "offline_3": _(
            "Showing the officer the hazard sheet, the tickets, and the emergency plan where it is written as text."
        ),
        "offline_4": _("Reading what must be reported at once, and calling where the phone can call."),
        "offline_5": _("Saving what waits as a file."),
        "offline_not": _("Needs signal"),
        "offline_6": _("The first visit of a phone, and letting it in."),
        "offline_7": _("Sending. Some phones send only while this page is open: open it once when there is signal."),
        "offline_8": _("Speaking instead of typing, on most phones."),
        "offline_9": _("Names of new people, new jobs and tickets: they come with the next signal."),
        "own_pages": _("Your own pages, with signal and an account"),
        "install": _("Put it beside your other apps"),
        "install_more": _(
            "Choose “Add to home screen” in the browser's menu. On an iPhone do that first and type the owner's code there: "
            "the app and the browser do not share what they hold. Clearing the browser's data throws away what waits."
        ),
    }
