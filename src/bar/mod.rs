//! Finds and follows the bar's plates in the frames (OpenCV).
