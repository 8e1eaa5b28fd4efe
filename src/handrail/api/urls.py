"""The API's addresses."""

from ninja import NinjaAPI

api = NinjaAPI(title="Handrail", version="1", openapi_url="/openapi.json", docs_url=None, urls_namespace="api")
