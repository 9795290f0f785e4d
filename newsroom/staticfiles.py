"""Static files: hashed names for a year of caching, each with its compressed siblings."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that also rewrites the imports inside ES modules."""

    support_js_module_import_aggregation = True
