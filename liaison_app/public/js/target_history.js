// A target shows who holds it, when it was contacted last, and by whom; accounts only to those who may read them.
frappe.ui.form.on("Contact Target", {
	refresh(frm) {
		const target = frm.doc.name;
		liaison.sections.show(frm, {
			name: "liaison-target-history",
			title: __("Contact History"),
			method: "target",
			args: { target },
			draw: liaison_target_history_html,
			ready: ($body, found) => liaison_offer_more($body, target, found, found.lines.length),
		});
	},
});

function liaison_target_history_html(found) {
	const { list, note } = liaison.sections;
	const lines = found.lines.map(liaison_history_line);
	return [
		liaison_holders_html(found.holders),
		liaison_last_contact_html(found),
		lines.length ? list(lines, "liaison-history") : note(__("No contact is recorded that you may see.")),
	].join("");
}

function liaison_holders_html(holders) {
	const { escape, date } = liaison.sections;
	const since = (holder) => __("{0}, since {1}", [holder.officer_name, frappe.datetime.str_to_user(holder.since)]);
	const names = holders.length ? holders.map(since).join("; ") : __("Nobody");
	return `<div class="liaison-fact"><span class="text-muted">${escape(__("Held by"))}</span><strong>${escape(names)}</strong></div>`;
}

function liaison_last_contact_html({ last, count }) {
	const { escape, number } = liaison.sections;
	if (!last) return "";
	const days = frappe.datetime.get_day_diff(frappe.datetime.get_today(), last);
	const ago = days > 1 ? __("{0} days ago", [days]) : days === 1 ? __("yesterday") : __("today");
	const when = `${frappe.datetime.str_to_user(last)} (${ago})`;
	return `<div class="liaison-fact"><span class="text-muted">${escape(__("Last contact"))}</span><strong>${escape(when)}</strong></div>
		<div class="liaison-fact"><span class="text-muted">${escape(__("Number of Contacts"))}</span><strong>${number(count)}</strong></div>`;
}

function liaison_history_line(line) {
	const { visit, escape } = liaison.sections;
	const account = line.account ? `<div class="liaison-account">${escape(line.account)}</div>` : "";
	const secret = line.confidential_account
		? `<div class="liaison-account liaison-confidential"><span class="indicator-pill red">${escape(
				__("Confidential")
		  )}</span> ${escape(line.confidential_account)}</div>`
		: "";
	return visit(line, { with_targets: false, more: account + secret });
}

function liaison_offer_more($body, target, found, shown) {
	if (!found.more) return;
	const $more = $(`<button type="button" class="btn btn-default btn-sm liaison-more-history"></button>`);
	$more.text(__("Show Earlier Contacts")).appendTo($body);
	$more.on("click", () => {
		$more.prop("disabled", true);
		frappe.xcall("liaison_app.api.history.target", { target, start: shown }, "GET").then((next) => {
			$more.remove();
			$body.find(".liaison-history").append(next.lines.map(liaison_history_line).join(""));
			liaison_offer_more($body, target, next, shown + next.lines.length);
		}).catch(() => $more.prop("disabled", false));
	});
}
