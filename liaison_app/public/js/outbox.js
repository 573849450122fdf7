// Visits that the server does not have yet. They are kept in the browser, in a database of their own for each site and user,
// until the server has taken them: nothing is lost with the connection, the tab or the session. Each has a key by which the
// server knows it again, so sending it twice records it once.
frappe.provide("liaison.outbox");

(function (outbox) {
	const VISITS = "visits";
	const VALUES = "values";
	const SLOWEST_BYTES_PER_SECOND = 20000;
	const PATIENCE = 30000; // milliseconds for a visit without a file
	const LONGEST_PAUSE = 30; // minutes between attempts at what the server could not do
	const neighbours = window.BroadcastChannel ? new BroadcastChannel("liaison-outbox") : null;
	let opened = null;
	let running = null;

	// --- the store ---

	const database_name = () => `liaison ${frappe.boot.sitename} ${frappe.session.user}`;

	const done = (request) =>
		new Promise((resolve, reject) => {
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error);
		});

	function open() {
		if (opened) return opened;
		const request = indexedDB.open(database_name(), 1);
		request.onupgradeneeded = () => {
			request.result.createObjectStore(VISITS, { keyPath: "key" });
			request.result.createObjectStore(VALUES);
		};
		opened = done(request);
		opened.catch(() => (opened = null));
		return opened;
	}

	// One transaction: `work` makes its requests at once and answers with what is wanted of them.
	async function within(store, mode, work) {
		const transaction = (await open()).transaction(store, mode);
		const finished = new Promise((resolve, reject) => {
			transaction.oncomplete = resolve;
			transaction.onabort = transaction.onerror = () => reject(transaction.error);
		});
		const result = await work(transaction.objectStore(store));
		await finished;
		return result;
	}

	outbox.value = (name) => within(VALUES, "readonly", (store) => done(store.get(name))).catch(() => null);
	outbox.set_value = (name, value) =>
		within(VALUES, "readwrite", (store) => done(value ? store.put(value, name) : store.delete(name))).catch(
			() => null
		);
	outbox.get = (key) => within(VISITS, "readonly", (store) => done(store.get(key)));
	outbox.all = () =>
		within(VISITS, "readonly", (store) => done(store.getAll())).then(
			(visits) => visits.sort((one, other) => one.entered - other.entered),
			() => []
		);
	outbox.remove = (key) =>
		within(VISITS, "readwrite", (store) => done(store.delete(key))).then(announce, announce);

	// Changes an entry unless it is gone, or `may` says no; answers with the entry as it is stored then, or null.
	const change = (key, changes, may = () => true) =>
		within(VISITS, "readwrite", async (store) => {
			const entry = await done(store.get(key));
			if (!entry || !may(entry)) return null;
			Object.assign(entry, changes);
			await done(store.put(entry));
			return entry;
		});

	// Tells this tab's badge and the other tabs that something has changed.
	function announce() {
		$(document).trigger("liaison-outbox");
		neighbours && neighbours.postMessage(database_name());
	}
	if (neighbours)
		neighbours.onmessage = ({ data }) => data === database_name() && $(document).trigger("liaison-outbox");

	// --- keys ---

	outbox.new_key = () => {
		const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing without https
		return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
	};

	// --- sending ---

	const patience_for = (entry) =>
		PATIENCE + ((entry.file ? entry.file.size : 0) / SLOWEST_BYTES_PER_SECOND) * 1000;

	// Stores the visit, as being sent by this tab, and sends it. Answers with how it went, see `attempt`, and `is_stored`.
	outbox.add = async (entry) => {
		const fresh = { entered: Date.now(), tries: 0, state: "waiting", user: frappe.session.user, ...entry };
		fresh.sending_until = Date.now() + patience_for(fresh) + 5000;
		const is_stored = await within(VISITS, "readwrite", (store) => done(store.put(fresh))).then(
			() => true,
			() => false
		);
		announce();
		const outcome = await attempt(fresh);
		if (!is_stored) return { ...outcome, is_stored };
		// What is refused is still before the eyes of whoever entered it, unless it had been kept before: then it stays here.
		const is_over = outcome.state === "sent" || (outcome.state === "refused" && !entry.was_kept);
		await (is_over ? outbox.remove(fresh.key) : note(fresh, outcome));
		return { ...outcome, is_stored };
	};

	// Sends what waits; an entry that another tab is sending is left to it. `now` asks for those too that failed a moment ago.
	outbox.send_all = (now = false) => {
		running = running || send_each(now).finally(() => (running = null));
		return running;
	};

	async function send_each(now) {
		for (const { key } of await outbox.all()) {
			const entry = await claim(key, now).catch(() => null);
			if (!entry) continue;
			const outcome = await attempt(entry);
			await finish(entry, outcome);
			if (outcome.is_lost) break;
		}
	}

	const claim = async (key, now) => {
		const entry = await outbox.get(key);
		if (!entry) return null;
		return change(
			key,
			{ sending_until: Date.now() + patience_for(entry) + 5000 },
			(stored) =>
				stored.state === "waiting" &&
				(stored.sending_until || 0) < Date.now() &&
				(now || (stored.not_before || 0) <= Date.now())
		);
	};

	async function finish(entry, outcome) {
		if (outcome.state !== "sent") return note(entry, outcome);
		await outbox.remove(entry.key);
		$(document).trigger("liaison-visit-sent", [outcome.answer, entry]);
	}

	// Writes down how it went: what was refused stays, with the reason, for whoever entered it to correct or to discard.
	async function note(entry, { state, reason, is_lost }) {
		const tries = entry.tries + 1;
		const pause = is_lost ? 0 : Math.min(2 ** tries, LONGEST_PAUSE) * 60000;
		await change(entry.key, { state, reason, tries, sending_until: 0, not_before: Date.now() + pause });
		announce();
	}

	// Answers with {state: "sent", answer}, {state: "waiting", reason, is_lost} or, for good, {state: "refused", reason}.
	async function attempt(entry) {
		const abort = new AbortController();
		const timer = setTimeout(() => abort.abort(), patience_for(entry));
		try {
			const response = await fetch(address(entry), {
				method: "POST",
				headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
				body: body(entry),
				signal: abort.signal,
			});
			const said = await response.json().catch(() => null);
			return await verdict(response.status, said);
		} catch {
			return { state: "waiting", reason: __("There is no connection."), is_lost: true };
		} finally {
			clearTimeout(timer);
		}
	}

	// With a file by way of Frappe's own upload, which alone takes files up to the limit of the site.
	const METHOD = "liaison_app.api.visits.record";
	const address = (entry) => `/api/method/${entry.file ? "upload_file" : METHOD}`;

	function body(entry) {
		const form = new FormData();
		form.append("visit", JSON.stringify(entry.visit));
		form.append("key", entry.key);
		form.append("user", entry.user);
		form.append("draft", entry.draft ? 1 : 0);
		if (entry.file) {
			form.append("method", `${METHOD}_with_file`);
			form.append("file", entry.file, entry.file_name);
		}
		return form;
	}

	async function verdict(status, said) {
		if (status === 413)
			return { state: "refused", reason: __("The file is larger than this site takes. Choose a smaller one.") };
		if (said && said.message && said.message.name) return { state: "sent", answer: said.message };
		if (await is_session_lost(status, said))
			return { state: "waiting", reason: __("Log in again, then it is sent."), is_lost: true, log_in: true };
		// Whatever does not come from the app, a page of a proxy for example, says nothing about the visit.
		const is_answer = said && (said.exc_type || said._server_messages);
		if (!is_answer || status >= 500 || status === 408 || status === 429)
			return { state: "waiting", reason: __("The server cannot take it just now.") };
		return { state: "refused", reason: liaison.said_by_server(said) };
	}

	async function is_session_lost(status, said) {
		const kind = (said && said.exc_type) || "";
		if (status === 401 || (said && said.session_expired)) return true;
		if (["CSRFTokenError", "AuthenticationError", "SessionExpired"].includes(kind)) return true;
		if (status !== 403) return false;
		const answer = await liaison.ask("frappe.auth.get_logged_user").catch(() => null);
		return answer !== frappe.session.user;
	}

	// --- when ---

	outbox.start = () => {
		outbox.send_all(true);
		window.addEventListener("online", () => outbox.send_all(true));
		setInterval(() => outbox.send_all(), 60000);
	};
})(liaison.outbox);

// A quiet question to the server: no message of its own when it fails or takes more than `patience` milliseconds.
liaison.ask = async function (method, args = {}, patience = 60000) {
	const form = new FormData();
	for (const [name, value] of Object.entries(args))
		if (value !== undefined && value !== null)
			form.append(name, typeof value === "object" ? JSON.stringify(value) : value);
	const abort = new AbortController();
	const timer = setTimeout(() => abort.abort(), patience);
	const response = await fetch(`/api/method/${method}`, {
		method: "POST",
		headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
		body: form,
		signal: abort.signal,
	}).finally(() => clearTimeout(timer));
	const said = await response.json().catch(() => ({}));
	if (!response.ok) throw Object.assign(new Error(liaison.said_by_server(said)), { status: response.status });
	return said.message;
};

// What the server says about its refusal, as plain text.
liaison.said_by_server = function (said) {
	const text = (html) => new DOMParser().parseFromString(html || "", "text/html").body.textContent.trim();
	let messages = [];
	try {
		messages = JSON.parse(said._server_messages).map((message) => text(JSON.parse(message).message));
	} catch {
		messages = [];
	}
	return messages.filter(Boolean).join(" ") || __("The server refused it.");
};
