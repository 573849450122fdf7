frappe.ui.form.on("Liaison Archive", {
	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.doc.status === "Ready" && frm.doc.file) {
			frm.page.set_primary_action(__("Download"), () => window.open(frm.doc.file));
		}
		liaison_archive_headline(frm, frm.doc);
		if (["Queued", "Running"].includes(frm.doc.status)) liaison_watch_archive(frm);
		else if (frm.doc.status === "Failed") liaison_offer_again(frm);
	},
});

// The progress event is quicker, but a browser without a live connection sees the state all the same.
function liaison_watch_archive(frm) {
	const name = frm.doc.name;
	clearTimeout(frm.liaison_watch);
	frm.liaison_watch = setTimeout(() => {
		if (cur_frm !== frm || frm.doc.name !== name) return;
		const call = { method: "liaison_app.api.archives.status", type: "GET", args: { archive: name } };
		frappe.call(call).then(({ message: state }) => {
			if (frm.doc.name !== name) return;
			if (!["Queued", "Running"].includes(state.status)) {
				frappe.hide_progress();
				frm.reload_doc();
				return;
			}
			liaison_archive_headline(frm, state);
			if (state.lost) liaison_offer_again(frm);
			liaison_watch_archive(frm);
		});
	}, 2000);
}

function liaison_archive_headline(frm, state) {
	const colours = { Queued: "blue", Running: "blue", Ready: "green", Failed: "red", Expired: "gray" };
	const share = state.status === "Running" ? ` ${Math.round(state.progress || 0)} %` : "";
	const lost = state.lost ? __("It does not go on by itself: continue it.") : "";
	const text = [__(state.status) + share, lost || state.message].filter(Boolean).map(frappe.utils.escape_html);
	frm.dashboard.clear_headline();
	frm.dashboard.set_headline(text.join(": "), colours[state.status]);
}

function liaison_offer_again(frm) {
	frm.page.set_primary_action(__("Continue"), () =>
		frappe
			.call({ method: "liaison_app.api.archives.again", args: { archive: frm.doc.name }, freeze: true })
			.then(() => frm.reload_doc())
	);
}
