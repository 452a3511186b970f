"""The files of an app's page: component bundles, assets and files of other hosts, and who may get them."""
