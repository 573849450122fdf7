// A duty shows which visits counted for it, and which did not and why.
frappe.ui.form.on("Periodic Obligation", {
	refresh(frm) {
		liaison.exemptions.offer(frm);
		liaison.sections.show(frm, {
			name: "liaison-duty-ledger",
			title: __("What Counted"),
			method: "obligation",
			args: { obligation: frm.doc.name },
			draw: liaison_duty_ledger_html,
		});
	},
});

function liaison_duty_ledger_html(found) {
	const { visit, list, note, folded } = liaison.sections;
	const parts = [liaison_documents_html(found.documents)];
	if (found.counted.length) parts.push(list(found.counted.map((line) => visit(line)), "liaison-counted"));
	if (found.hidden) parts.push(note(__("Visits that counted and that you may not read: {0}", [found.hidden])));
	if (!found.counted.length && !found.hidden && !found.documents.length)
		parts.push(note(__("Nothing has counted for this duty yet.")));
	if (found.others.length) {
		const reason = (line) => `<div class="text-muted liaison-reason">${liaison.sections.escape(line.reason)}</div>`;
		const items = found.others.map((line) => visit(line, { more: reason(line) }));
		const summary = __("Visits that did not count: {0}", [found.others.length]);
		parts.push(folded(summary, list(items, "liaison-not-counted"), !found.counted.length));
	}
	if (found.elsewhere) parts.push(note(__("Other visits of that time were with others: {0}", [found.elsewhere])));
	return parts.join("");
}

function liaison_documents_html(documents) {
	const { link, date, list } = liaison.sections;
	const item = (paper) =>
		`<li class="liaison-visit"><div class="liaison-visit-line"><span class="liaison-when">${date(
			paper.handed_in_on
		)}</span><span>${link("Duty Document", paper.name, paper.title)}</span></div></li>`;
	return documents.length ? list(documents.map(item), "liaison-documents") : "";
}
