from . import test_service_story
