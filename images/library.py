"""What the desk's scripts are told of a picture of the library."""

from typing import Any

from images.models import Picture


def described(picture: Picture) -> dict[str, Any]:
    """Return a picture as the picker, the editor and the upload page take it, ready for JSON.

    Width and height are pixels; `seconds` is the length of a video, None for a still picture. The
    queryset wants `select_related("video")`.
    """
    video = getattr(picture, "video", None)
    return {
        "id": picture.pk,
        "thumb": picture.thumb_url,
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "agency": picture.agency,
        "width": picture.width,
        "height": picture.height,
        "seconds": video.seconds if video else None,
    }
