"""The files of an app's page: component bundles, assets, files of other hosts, and who may have them."""
