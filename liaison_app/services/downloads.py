"""Files as answers to a request."""

from urllib.parse import quote

from werkzeug.wrappers import Response

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_response(name: str, content: bytes, mimetype: str) -> Response:
	"""The file to keep, under its name; no browser or proxy stores it."""
	response = Response(content, mimetype=mimetype)
	# a Chinese name is garbled by Frappe's own download, and by some versions of werkzeug left as it is
	ending = name.rpartition(".")[2]
	names = f"filename=form.{ending}; filename*=UTF-8''{quote(name)}"
	response.headers["Content-Disposition"] = f"attachment; {names}"
	response.headers["Cache-Control"] = "private, no-store"
	response.headers["X-Content-Type-Options"] = "nosniff"
	return response
