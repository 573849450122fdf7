"use strict";
// The page works without this: it remembers the language and filters the list of people.
const radios = document.querySelectorAll("input[name=language]");

function remembered() {
	try {
		return localStorage.getItem("language");
	} catch {
		return null; // a page opened from a file may not store anything
	}
}

function choose(language) {
	document.documentElement.lang = language;
	document.getElementById(language).checked = true;
	try {
		localStorage.setItem("language", language);
	} catch {
		// then it is chosen again next time
	}
}

radios.forEach((radio) => radio.addEventListener("change", () => choose(radio.id)));
choose(remembered() || (navigator.language.startsWith("zh") ? "zh" : "en"));

const find = document.getElementById("find");
find.addEventListener("input", () => {
	const wanted = find.value.trim().toLowerCase();
	document.querySelectorAll(".person").forEach((person) => {
		person.hidden = !person.dataset.find.toLowerCase().includes(wanted);
	});
});
