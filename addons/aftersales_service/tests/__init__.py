from . import test_flow, test_service_story
