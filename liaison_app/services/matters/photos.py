"""Photos that strangers attach, without what they tell beside the picture."""

import io

from PIL import Image, ImageOps

FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
MOST_PIXELS = 50_000_000
TOLD = ("exif", "xmp", "comment", "icc_profile")


def plain(kind: str, content: bytes) -> bytes:
	"""The picture without place, owner and camera, upright. Raises ValueError for one that is damaged, or far larger than it looks."""
	try:
		with Image.open(io.BytesIO(content), formats=(FORMATS[kind],)) as photo:
			if photo.width * photo.height > MOST_PIXELS:
				raise ValueError("too many pixels")
			return _saved(ImageOps.exif_transpose(photo), FORMATS[kind])
	except (OSError, SyntaxError, Image.DecompressionBombError) as error:
		raise ValueError("damaged") from error


def _saved(photo: Image.Image, kind: str) -> bytes:
	for told in TOLD:
		photo.info.pop(told, None)
	made = io.BytesIO()
	photo.save(made, kind, exif=b"")
	return made.getvalue()
