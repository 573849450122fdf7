"""How often an address may ask what guests may ask."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

import frappe
from frappe import _


def rate_limit(limit: int | Callable[[], int], seconds: int) -> Callable[[Callable[..., Any]], Any]:
	"""Let an address call the function so often in these seconds, then answer 429.

	Frappe's own counts by what the request says that it calls (`cmd`), which whoever calls by /api/v2 chooses freely; and each
	address of a household's IPv6 network by itself.
	"""

	def limited(function: Callable[..., Any]) -> Callable[..., Any]:
		@wraps(function)
		def counted(*args: Any, **kwargs: Any) -> Any:
			if getattr(frappe.local, "request", None):
				_count(function.__name__, limit() if callable(limit) else limit, seconds)
			return function(*args, **kwargs)

		return counted

	return limited


def _count(name: str, most: int, seconds: int) -> None:
	key = frappe.cache.make_key(f"rl:liaison:{name}:{network_of(frappe.local.request_ip or '')}")
	frappe.cache.set(key, 0, nx=True, ex=seconds)
	if frappe.cache.incrby(key, 1) > most:
		frappe.throw(_("Too many attempts. Try again in an hour."), frappe.RateLimitExceededError)


def network_of(address: str) -> str:
	"""What one household or person has: an IPv4 address, or the first half of an IPv6 one."""
	try:
		found = ipaddress.ip_address(address)
	except ValueError:
		return address[:64]
	return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)
