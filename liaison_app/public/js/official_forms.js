// The official forms as files: fetched, so that a refusal is a sentence on this page and not a page of its own.
frappe.provide("liaison.official_forms");

(function (forms) {
	const METHOD = "/api/method/liaison_app.api.forms.";

	forms.fetch = async (method, args) => {
		frappe.dom.freeze(__("The form is being made ..."));
		try {
			const answer = await fetch(`${METHOD}${method}?${new URLSearchParams(args)}`, {
				credentials: "same-origin",
				headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
			});
			if (!answer.ok) return forms.tell(await answer.json().catch(() => ({})));
			forms.save(await answer.blob(), forms.name_in(answer.headers.get("Content-Disposition") || ""));
		} catch {
			frappe.msgprint(__("The server could not be reached. Try again."));
		} finally {
			frappe.dom.unfreeze();
		}
	};

	forms.download = (args) => forms.fetch("download", args);

	forms.name_in = (header) => {
		const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header);
		const plain = /filename="?([^";]+)"?/i.exec(header);
		return encoded ? decodeURIComponent(encoded[1]) : plain ? plain[1] : "form";
	};

	forms.save = (blob, name) => {
		const address = URL.createObjectURL(blob);
		const link = Object.assign(document.createElement("a"), { href: address, download: name });
		document.body.append(link);
		link.click();
		link.remove();
		setTimeout(() => URL.revokeObjectURL(address), 60000);
	};

	// Messages are HTML that the server has escaped, as everywhere in the desk.
	forms.tell = (answer) => {
		const told = JSON.parse(answer._server_messages || "[]").map((each) => JSON.parse(each).message);
		frappe.msgprint({
			title: __("Official Forms"),
			indicator: "red",
			message: told.join("<br>") || __("The form could not be made. Try again."),
		});
	};

	// Asks for a day of the period first, and for Word or PDF where the form has both.
	forms.ask_day = (label, args) => {
		const day = { fieldname: "day", fieldtype: "Date", label, reqd: 1, default: frappe.datetime.get_today() };
		const file_format = {
			fieldname: "file_format",
			fieldtype: "Select",
			label: __("File Format"),
			reqd: 1,
			default: "docx",
			options: [
				{ value: "docx", label: __("Word Document") },
				{ value: "pdf", label: "PDF" },
			],
		};
		const has_both = !args.file_format && (args.officer || args.unit);
		frappe.prompt(
			has_both ? [day, file_format] : [day],
			(answers) => forms.download({ ...args, ...answers }),
			__("Official Forms"),
			__("Download")
		);
	};

	forms.for_officer = (frm) => {
		if (frm.is_new()) return;
		const officer = frm.doc.name;
		const add = (label, form, day) =>
			frm.add_custom_button(label, () => forms.ask_day(day, { form, officer }), __("Official Forms"));
		add(__("Contact Record of the Semester"), "contact_record", __("A Day of the Semester"));
		add(
			__("Five Contacts, Seven Entries of the Month"),
			"five_contacts_seven_entries",
			__("A Day of the Month")
		);
		add(__("Three Specialties of the Month"), "three_specialties", __("A Day of the Month"));
		add(__("Three-Contacts Registration"), "registration", __("Held on the Day"));
	};

	forms.for_visit = (frm) => {
		const hears = (frm.doc.activities || []).some((row) => row.activity === "Class Observation");
		if (frm.is_new() || !hears) return;
		const add = (label, args) =>
			frm.add_custom_button(
				label,
				() => forms.download({ form: "observation", visit: frm.doc.name, ...args }),
				__("Official Forms")
			);
		add(__("Class Observation Record"), {});
		add(__("Class Observation Record (PDF)"), { file_format: "pdf" });
	};

	const OF_UNITS = ["Liaison Clerk", "Liaison Reviewer", "Liaison Manager", "System Manager"];
	forms.for_unit = (frm) => {
		if (frm.is_new() || !frappe.user.has_role(OF_UNITS)) return;
		const unit = frm.doc.name;
		const add = (label, day, args) =>
			frm.add_custom_button(label, () => forms.ask_day(day, { ...args, unit }), __("Official Forms"));
		const held = __("Held on the Day");
		add(__("Three-Contacts Summary"), held, { form: "grid" });
		add(__("Three-Contacts Summary (Excel)"), held, { form: "grid", file_format: "xlsx" });
		add(__("Report on Hearing Classes"), __("A Day of the Semester"), { form: "execution_report" });
	};

	forms.for_assignments = (list) => {
		const held = __("Held on the Day");
		const menu = __("Official Forms");
		const add = (label, args) =>
			list.page.add_inner_button(label, () => forms.ask_day(held, args), menu);
		add(__("Three-Contacts Summary"), { form: "grid" });
		add(__("Three-Contacts Summary (Excel)"), { form: "grid", file_format: "xlsx" });
		list.page.add_action_item(__("Three-Contacts Registration"), () => {
			const officers = [...new Set(list.get_checked_items().map((row) => row.officer))];
			if (officers.length !== 1) {
				frappe.msgprint(__("Choose assignments of one officer."));
				return;
			}
			forms.ask_day(held, { form: "registration", officer: officers[0] });
		});
	};
})(liaison.official_forms);
