"""The installation itself: is it in order, is the worker alive?"""
