"""The tables of images, each in the module of its noun."""

from images.models.folder import Folder
from images.models.former import FormerKey
from images.models.picture import Picture, PictureQuerySet
from images.models.upload import Upload
from images.models.video import Video

__all__ = ["Folder", "FormerKey", "Picture", "PictureQuerySet", "Upload", "Video"]
