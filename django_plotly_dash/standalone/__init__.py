"""An app file run alone, ``python app.py``, for developing it without a Django site around."""
