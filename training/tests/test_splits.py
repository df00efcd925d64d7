from plumbline_training import splits


def test_frames_of_one_video_and_photographs_of_one_series_are_one_group():
    frame = "o+r/CV.v15i.yolov11/train/images/Angel{}_mp4-{}_jpg.rf.0a1b.jpg"
    assert splits.pose_group(frame.format(0, 3)) == splits.pose_group(frame.format(350, 12)) == "pictures/Angel"
    photograph = "o+r/x.yolov11/train/images/IMG_{}_JPG.rf.0a1b.jpg"
    assert splits.pose_group(photograph.format(9093)) == splits.pose_group(photograph.format(9130))
    assert splits.pose_group("o+r/videos/Cable Curls.mp4") == "o+r/videos/Cable Curls.mp4"


def test_a_name_that_is_all_number_is_a_series_of_its_own():
    assert splits.series("2021-03-22_16-36-54") == "2021-03-22_16-36-54"
    assert splits.series("videoplayback--2-") == splits.series("videoplayback")


def test_whole_owners_and_a_seventh_of_leeds_sports_are_kept_back():
    assert all(splits.pose_held_out(f"jeff-j-chen+MediaPipe-PoseReader/videos/{name}.mp4") for name in ("bad", "good", "rdl"))
    assert not splits.pose_held_out("Prakhar-Singh-OP+FitnessTransformer/Deadlift.mp4")
    leeds = [splits.pose_held_out(f"lspet/{i}") for i in range(1, 10001)]
    assert sum(leeds) == 1500


def test_what_lifter_v0_never_saw_is_kept_back_too():
    for source in ("jeff-j-chen+MediaPipe-PoseReader/videos/rdl.mp4", "Jurisimo00+gym_tracker/deadlift.mp4", "lspet/40"):
        assert splits.pose_held_out(source) and not splits.seen_by_lifter_v0(source)
